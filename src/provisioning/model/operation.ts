import type { Change } from './change.ts'
import type { FactRequest, Facts } from './fact.ts'

/** A wish about a host: what it needs to know, and what is to change when that is so. Nothing to do is an empty list. */
export interface Operation {
  readonly name: string
  readonly needs: readonly FactRequest[]
  changes(facts: Facts): readonly Change[]
}
