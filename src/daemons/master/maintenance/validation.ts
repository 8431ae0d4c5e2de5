import type { MachineID } from '../../../mesos/messages/basics.ts'
import type { Schedule, Window } from '../../../mesos/messages/maintenance.ts'
import type { Machine, MaintenancePlan } from '../state.ts'
import { firstProblem, type Rule } from '../validation/rule.ts'
import { machineKey } from './machine-key.ts'

/** What is wrong with a new schedule: each window in turn, then the machines that are down, which it must keep. */
export const scheduleProblem = (schedule: Schedule, plan: MaintenancePlan): string | undefined => {
  const seen = new Set<string>()
  for (const window of schedule.windows ?? []) {
    const problem = windowProblem(window) ?? machinesProblem(window.machine_ids ?? [], seen)
    if (problem !== undefined) return problem
  }
  const lost = [...plan.machines].find(([key, { mode }]) => mode === 'DOWN' && !seen.has(key))
  return lost && `Machine '${text(lost[1].id)}' is deactivated and cannot be removed from the schedule`
}

const windowProblem = ({ machine_ids = [], unavailability }: Window): string | undefined => {
  if (machine_ids.length === 0) return 'List of machines in the maintenance window is empty'
  return (unavailability.duration?.nanoseconds ?? 0) < 0 ? "Unavailability 'duration' is negative" : undefined
}

/** What is wrong with a list of machines to bring down or up; `mode`: in which they must be. */
export const transitionProblem = (
  ids: readonly MachineID[],
  plan: MaintenancePlan,
  mode: Machine['mode'],
): string | undefined => {
  if (ids.length === 0) return 'List of machines is empty'
  const problem = machinesProblem(ids, new Set())
  if (problem !== undefined) return problem
  for (const id of ids) {
    const machine = plan.machines.get(machineKey(id))
    if (machine === undefined) return `Machine '${text(id)}' is not part of a maintenance schedule`
    if (machine.mode !== mode) return `Machine '${text(id)}' is not in ${mode} mode and cannot be brought ${next[mode]}`
  }
  return undefined
}

const next = { DRAINING: 'down', DOWN: 'up' } as const

/** `seen`: keys of the machines before these; these are added. */
const machinesProblem = (ids: readonly MachineID[], seen: Set<string>): string | undefined => {
  for (const id of ids) {
    const problem = firstProblem(machineRules, id)
    if (problem !== undefined) return problem
    const key = machineKey(id)
    if (seen.has(key)) return `Machine '${text(id)}' appears more than once in the schedule`
    seen.add(key)
  }
  return undefined
}

const machineRules: readonly Rule<MachineID>[] = [
  ({ hostname, ip }) => (hostname || ip ? undefined : "Both 'hostname' and 'ip' for a machine are empty"),
  ({ ip }) => (ip && !isIPv4(ip) ? `'${ip}' is not an IPv4 address` : undefined),
]

const isIPv4 = (text: string) =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every(byte => Number(byte) <= 255)

const text = ({ hostname, ip }: MachineID): string => JSON.stringify({ hostname, ip })
