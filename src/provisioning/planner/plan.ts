import type { Role } from '../../roles/role.ts'
import type { Facts } from '../model/fact.ts'
import type { Operation } from '../model/operation.ts'
import type { HostSteps, Plan, Step, Wave } from '../model/plan.ts'

/** What one host is to be: its roles' operations, and what was found there. */
export interface PlannedHost {
  readonly host: string
  readonly operations: ReadonlyMap<string, readonly Operation[]>
  readonly facts: Facts
}

/** The changes of all hosts, in waves by role. `roles` come in the order in which they are carried out. */
export const makePlan = (
  roles: readonly Role[],
  hosts: readonly PlannedHost[],
  warnings: readonly string[] = [],
): Plan => ({
  waves: roles.map(role => waveOf(role, hosts)).filter(wave => wave.hosts.length > 0),
  warnings,
})

const waveOf = (role: Role, hosts: readonly PlannedHost[]): Wave => {
  const players = hosts.filter(({ operations }) => operations.has(role.name)).map(host => stepsOf(role, host))
  const disruptive = players.some(({ steps }) => steps.some(interrupts))
  return {
    role: role.name,
    ...(role.serial !== undefined && disruptive ? { serial: role.serial } : {}),
    hosts: players,
  }
}

const stepsOf = (role: Role, { host, operations, facts }: PlannedHost): HostSteps => ({
  host,
  steps: (operations.get(role.name) ?? [])
    .map((operation): Step => ({ operation: operation.name, changes: operation.changes(facts) }))
    .filter(({ changes }) => changes.length > 0),
})

/** Serial rolling costs time and is there for what runs: where nothing of the role runs yet, all hosts start at once. */
const interrupts = ({ changes }: Step) =>
  changes.some(change => (change.kind === 'restart-unit' && change.running) || change.kind === 'stop-unit')
