import type { Change } from './change.ts'
import type { FactKind, FactRequest, Facts } from './fact.ts'

/** A wish about a host: what it needs to know, and what is to change when that is so. Nothing to do is an empty list. */
export interface Operation {
  readonly name: string
  readonly needs: readonly FactRequest[]
  changes(facts: Facts): readonly Change[]
  /** Names of operations beside any of which this one is not wanted on a host. */
  readonly unless?: readonly string[]
  /** What the person who reads the plan must know beside the changes. An error keeps the whole run from changing anything. */
  concerns?(facts: Facts, others: Others): readonly Concern[]
}

/** The other hosts that take part in the run, for wishes that concern several. */
export interface Others {
  takesPart(host: string): boolean
  /** Undefined where the host takes no part, or was not asked that. */
  get<Args, Value>(host: string, fact: FactKind<Args, Value>, args: Args): Value | undefined
}

export interface Concern {
  readonly severity: 'warning' | 'error'
  readonly message: string
}
