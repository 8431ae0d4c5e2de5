import type { LeaderOptions } from '../mesos/clients/leader.ts'
import type { MachineID, Unavailability } from '../mesos/messages/basics.ts'
import type { Schedule } from '../mesos/messages/maintenance.ts'
import { askLeader, tellLeader } from './calls.ts'
import { sameMachine } from './schedule.ts'

export interface MaintainedMachine {
  readonly machine: MachineID
  readonly mode: 'draining' | 'down'
  readonly unavailability: Unavailability
  /** What frameworks said to being asked to leave. */
  readonly answers: readonly { readonly frameworkId: string; readonly status: string }[]
}

interface StatusJson {
  readonly draining_machines?: readonly {
    readonly id: MachineID
    readonly statuses?: readonly { readonly status: string; readonly framework_id: { readonly value: string } }[]
  }[]
  readonly down_machines?: readonly MachineID[]
}

export const readSchedule = async (options: LeaderOptions): Promise<Schedule> =>
  (await askLeader('/maintenance/schedule', options)) as Schedule

/** The machines of the schedule, in its order. */
export const readMaintenance = async (options: LeaderOptions): Promise<readonly MaintainedMachine[]> => {
  const [schedule, status] = await Promise.all([
    readSchedule(options),
    askLeader('/maintenance/status', options) as Promise<StatusJson>,
  ])
  const { draining_machines = [], down_machines = [] } = status
  return (schedule.windows ?? []).flatMap(({ machine_ids = [], unavailability }) =>
    machine_ids.map(machine => ({
      machine,
      unavailability,
      mode: down_machines.some(down => sameMachine(down, machine)) ? ('down' as const) : ('draining' as const),
      answers: (draining_machines.find(({ id }) => sameMachine(id, machine))?.statuses ?? []).map(
        ({ status: said, framework_id }) => ({ frameworkId: framework_id.value, status: said }),
      ),
    })),
  )
}

export const replaceSchedule = (schedule: Schedule, options: LeaderOptions): Promise<void> =>
  tellLeader({ type: 'UPDATE_MAINTENANCE_SCHEDULE', update_maintenance_schedule: { schedule } }, options)

export const startMaintenance = (machines: readonly MachineID[], options: LeaderOptions): Promise<void> =>
  tellLeader({ type: 'START_MAINTENANCE', start_maintenance: { machines } }, options)

export const stopMaintenance = (machines: readonly MachineID[], options: LeaderOptions): Promise<void> =>
  tellLeader({ type: 'STOP_MAINTENANCE', stop_maintenance: { machines } }, options)
