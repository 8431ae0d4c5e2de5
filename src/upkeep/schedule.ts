import type { MachineID, Unavailability } from '../mesos/messages/basics.ts'
import type { Schedule } from '../mesos/messages/maintenance.ts'

/** PURE. What becomes of a cluster's one schedule; machines are the same by host name, in any case, and IP. */
export const machineName = ({ hostname, ip }: MachineID): string =>
  hostname && ip && hostname !== ip ? `${hostname} (${ip})` : (hostname ?? ip ?? '?')

/** The machines are away then, and at no other time. */
export const withWindow = (
  schedule: Schedule,
  machines: readonly MachineID[],
  unavailability: Unavailability,
): Schedule => ({
  windows: [...(withoutMachines(schedule, machines).windows ?? []), { machine_ids: [...machines], unavailability }],
})

/** A window that is left without machines goes. */
export const withoutMachines = (schedule: Schedule, machines: readonly MachineID[]): Schedule => {
  const away = new Set(machines.map(key))
  return {
    windows: (schedule.windows ?? [])
      .map(window => ({ ...window, machine_ids: (window.machine_ids ?? []).filter(id => !away.has(key(id))) }))
      .filter(({ machine_ids }) => machine_ids.length > 0),
  }
}

export const sameMachine = (a: MachineID, b: MachineID): boolean => key(a) === key(b)

const key = ({ hostname, ip }: MachineID): string => `${hostname?.toLowerCase() ?? ''}\n${ip ?? ''}`
