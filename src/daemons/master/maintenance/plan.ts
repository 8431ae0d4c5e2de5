import type { MachineID } from '../../../mesos/messages/basics.ts'
import type { Schedule } from '../../../mesos/messages/maintenance.ts'
import type { Machine, MaintenancePlan } from '../state.ts'
import { machineKey } from './machine-key.ts'

export const noPlan: MaintenancePlan = { schedule: {}, machines: new Map() }

/** The machines of a schedule, of which those with these keys are down. */
export const planOf = (schedule: Schedule, isDown: (key: string) => boolean): MaintenancePlan => {
  const machines = new Map<string, Machine>()
  for (const { machine_ids = [], unavailability } of schedule.windows ?? [])
    for (const id of machine_ids) {
      const key = machineKey(id)
      machines.set(key, { id, unavailability, mode: isDown(key) ? 'DOWN' : 'DRAINING' })
    }
  return { schedule, machines }
}

/** In place of what was scheduled before; a machine that is down stays down. */
export const rescheduled = ({ machines }: MaintenancePlan, schedule: Schedule): MaintenancePlan =>
  planOf(schedule, key => machines.get(key)?.mode === 'DOWN')

export const withDown = ({ schedule, machines }: MaintenancePlan, ids: readonly MachineID[]): MaintenancePlan => {
  const down = new Set(ids.map(machineKey))
  return planOf(schedule, key => down.has(key) || machines.get(key)?.mode === 'DOWN')
}

/** The machines are up and scheduled no more; a window without machines goes too. */
export const without = ({ schedule, machines }: MaintenancePlan, ids: readonly MachineID[]): MaintenancePlan => {
  const up = new Set(ids.map(machineKey))
  const windows = (schedule.windows ?? [])
    .map(window => ({ ...window, machine_ids: (window.machine_ids ?? []).filter(id => !up.has(machineKey(id))) }))
    .filter(window => window.machine_ids.length > 0)
  return rescheduled({ schedule, machines }, windows.length > 0 ? { windows } : {})
}

export const downMachines = ({ machines }: MaintenancePlan): MachineID[] =>
  [...machines.values()].filter(({ mode }) => mode === 'DOWN').map(({ id }) => id)
