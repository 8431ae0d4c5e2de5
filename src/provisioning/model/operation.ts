import type { Change } from './change.ts'
import type { FactRequest, Facts } from './fact.ts'

/** A wish about a host: what it needs to know, and what is to change when that is so. Nothing to do is an empty list. */
export interface Operation {
  readonly name: string
  readonly needs: readonly FactRequest[]
  changes(facts: Facts): readonly Change[]
  /** What the person who reads the plan must know beside the changes. An error keeps the whole run from changing anything. */
  concerns?(facts: Facts): readonly Concern[]
}

export interface Concern {
  readonly severity: 'warning' | 'error'
  readonly message: string
}
