import type { Change } from './change.ts'

/** The whole truth of what a run will do. Waves come one after another; within a wave hosts go side by side unless `serial`. */
export interface Plan {
  readonly waves: readonly Wave[]
  readonly warnings: readonly string[]
}

export interface Wave {
  readonly role: string
  /** How many hosts may have it under way at once; absent: all. */
  readonly serial?: number
  readonly hosts: readonly HostSteps[]
}

export interface HostSteps {
  readonly host: string
  readonly steps: readonly Step[]
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
