import type { SimulatedNode } from './node.ts'
import type { Trace, TraceLine } from './trace.ts'

/** Something that must not be. */
export interface Violation {
  readonly invariant: string
  readonly message: string
  /** The number of the trace's last line, and its virtual time in ms. */
  readonly event: number
  readonly at: number
  readonly subjects: readonly string[]
  /** The last that happened to its subjects. */
  readonly history: readonly TraceLine[]
}

const HISTORY = 40

/** Keeps the first one: what follows may be its consequence. */
export const collectViolations = (trace: Trace, now: () => number) => {
  let first: Violation | undefined
  const report = (invariant: string, message: string, subjects: readonly string[]) => {
    if (first !== undefined) return
    first = { invariant, message, event: trace.count, at: now(), subjects, history: trace.about(subjects, HISTORY) }
  }
  return {
    get first() {
      return first
    },
    reporter: (invariant: string) => (message: string, subjects: readonly string[]) =>
      report(invariant, message, subjects),
    threw: ({ name }: SimulatedNode, error: unknown) =>
      report('transitions-never-throw', `${name}: ${error instanceof Error ? error.stack : String(error)}`, []),
  }
}
