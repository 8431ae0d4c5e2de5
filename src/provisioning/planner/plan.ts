import type { Role } from '../../roles/role.ts'
import { type Facts, requestId } from '../model/fact.ts'
import type { Operation, Others } from '../model/operation.ts'
import { type HostConcern, type HostSteps, interrupts, type Plan, type Step, type Wave } from '../model/plan.ts'
import { startedBeside } from './beside.ts'
import { newcomersShutOut } from './newcomers.ts'
import { startedTogether } from './together.ts'

/** What one host is to be: its roles' operations, and what was found there. */
export interface PlannedHost {
  readonly host: string
  readonly operations: ReadonlyMap<string, readonly Operation[]>
  readonly facts: Facts
}

export interface Surrounding {
  /**
   * Who plays which role, by the inventory, and was not looked at: not reached, failed, or left out of this run. They matter to what
   * may be done to the others.
   */
  readonly absent?: readonly AbsentHost[]
}

export interface AbsentHost {
  readonly host: string
  readonly roles: readonly string[]
  /** `left-out`: by --limit, so somebody wanted it so. */
  readonly because: 'failed' | 'left-out'
}

/** The changes of all hosts, in waves by role. `roles` come in the order in which they are carried out. */
export const makePlan = (
  roles: readonly Role[],
  hosts: readonly PlannedHost[],
  { absent = [] }: Surrounding = {},
): Plan => {
  const turns = roles
    .map(role => waveOf(role, hosts, absent))
    .filter(wave => wave.hosts.length > 0)
    .flatMap(startedTogether)
  const waves = startedBeside(turns, roles)
  return {
    waves,
    warnings: concerns(hosts, 'warning').map(({ host, message }) => `${host}: ${message}`),
    errors: [...concerns(hosts, 'error'), ...newcomersShutOut(waves)],
  }
}

const concerns = (hosts: readonly PlannedHost[], wanted: 'warning' | 'error'): HostConcern[] => {
  const others = othersIn(hosts)
  return hosts.flatMap(({ host, operations, facts }) =>
    [...operations.values()]
      .flat()
      .flatMap(operation => operation.concerns?.(facts, others) ?? [])
      .filter(({ severity }) => severity === wanted)
      .map(({ message }) => ({ host, message })),
  )
}

const othersIn = (hosts: readonly PlannedHost[]): Others => {
  const byName = new Map(hosts.map(host => [host.host, host]))
  return {
    takesPart: host => byName.has(host),
    get: (host, fact, args) => {
      const other = byName.get(host)
      const asked = [...(other?.operations.values() ?? [])]
        .flat()
        .some(({ needs }) => needs.some(request => requestId(request) === requestId({ fact, args })))
      return asked ? other?.facts.get(fact, args) : undefined
    },
  }
}

const waveOf = (role: Role, hosts: readonly PlannedHost[], absent: readonly AbsentHost[]): Wave => {
  const players = hosts.filter(({ operations }) => operations.has(role.name)).map(host => stepsOf(role, host, absent))
  const interrupted = ({ steps }: HostSteps) => steps.some(interrupts)
  const disruptive = players.some(interrupted)
  return {
    role: role.name,
    // rolling costs time and is there for what runs: where nothing of the role runs yet, all hosts start at once
    ...(role.serial !== undefined && disruptive ? { serial: role.serial } : {}),
    // who is new comes first, so that it makes up for one that restarts: a member that replaces a dead one keeps the quorum
    hosts:
      role.serial === undefined ? players : players.toSorted((a, b) => Number(interrupted(a)) - Number(interrupted(b))),
  }
}

const stepsOf = (role: Role, { host, operations, facts }: PlannedHost, absent: readonly AbsentHost[]): HostSteps => {
  const steps = (operations.get(role.name) ?? [])
    .map((operation): Step => ({ operation: operation.name, changes: operation.changes(facts) }))
    .filter(({ changes }) => changes.length > 0)
  const after = rolesAwaited(steps)
  const held = heldFor(role, steps, after, absent)
  return { host, steps, ...(held === undefined ? {} : { held }), ...(after.length === 0 ? {} : { after }) }
}

const rolesAwaited = (steps: readonly Step[]): readonly string[] => [
  ...new Set(
    steps.flatMap(({ changes }) =>
      changes.flatMap(change => (change.kind === 'write-file' ? (change.after ?? []) : [])),
    ),
  ),
]

const heldFor = (
  role: Role,
  steps: readonly Step[],
  after: readonly string[],
  absent: readonly AbsentHost[],
): string | undefined => {
  const shutOut = absent.find(({ roles }) => roles.some(name => after.includes(name)))
  if (shutOut) return `a new secret is in use only when all hosts take part, and ${shutOut.host} ${absence(shutOut)}`
  if (role.serial === undefined || !steps.some(interrupts)) return undefined
  const needed = [role.name, ...(role.needsUp ?? [])]
  const isDown = (name: string) => absent.find(({ roles, because }) => because === 'failed' && roles.includes(name))
  const name = needed.find(isDown)
  return name && `${name} of ${isDown(name)!.host} may be down, and no second one is interrupted meanwhile`
}

const absence = ({ because }: AbsentHost) => (because === 'failed' ? 'failed' : 'is not part of this run')
