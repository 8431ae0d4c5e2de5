import type { Change } from './change.ts'

/** The whole truth of what a run will do. Waves come one after another, but for those that say `beside`; within a wave hosts go side by side unless `serial`. */
export interface Plan {
  readonly waves: readonly Wave[]
  readonly warnings: readonly string[]
  /** What people could lose meanwhile: quorum, leader, tasks. */
  readonly risks?: readonly string[]
  /** What makes carrying it out pointless. With any of these nothing is changed, on no host. */
  readonly errors: readonly HostConcern[]
}

export interface HostConcern {
  readonly host: string
  readonly message: string
}

export interface Wave {
  readonly role: string
  /** How many hosts may have it under way at once; absent: all. */
  readonly serial?: number
  /** Its hosts do not wait for the others in the wave before: each begins when it is through with its own part of that. */
  readonly beside?: true
  readonly hosts: readonly HostSteps[]
}

export interface HostSteps {
  readonly host: string
  readonly steps: readonly Step[]
  /** Why these steps must not be carried out in this run, by what the planner knows. */
  readonly held?: string
  /** Roles whose waves must end well on all hosts of this run before these steps are carried out. */
  readonly after?: readonly string[]
}

/** An operation that has something to change. */
export interface Step {
  readonly operation: string
  readonly changes: readonly Change[]
}

export const changesOf = (plan: Plan): readonly { readonly host: string; readonly change: Change }[] =>
  plan.waves.flatMap(wave =>
    wave.hosts.flatMap(({ host, steps }) => steps.flatMap(step => step.changes.map(change => ({ host, change })))),
  )

export const isEmpty = (plan: Plan): boolean =>
  plan.waves.every(wave => wave.hosts.every(host => host.steps.length === 0))

/** Every host that the plan looks at, once, in its order. */
export const hostsOf = ({ waves }: Pick<Plan, 'waves'>): readonly string[] => [
  ...new Set(waves.flatMap(({ hosts }) => hosts.map(({ host }) => host))),
]

/** Whether something that runs now stops for a while. */
export const interrupts = ({ changes }: Step): boolean =>
  changes.some(change => (change.kind === 'restart-unit' && change.running) || change.kind === 'stop-unit')
