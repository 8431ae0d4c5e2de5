import type { Preparation } from './preparation.ts'

export type PreparationOf<K extends Preparation['kind']> = Extract<Preparation, { kind: K }>

/** How one kind of preparation is done. Doing or undoing it twice, or undoing what was never done, does no harm. */
export interface Preparer<K extends Preparation['kind']> {
  /** Throws MantlError: the launch fails with its message. */
  readonly make: (preparation: PreparationOf<K>) => void | Promise<void>
  /** Absent: it stays. */
  readonly undo?: (preparation: PreparationOf<K>) => void | Promise<void>
  /** What of it may be on disk; absent: all. Enough for `undo`. */
  readonly kept?: (preparation: PreparationOf<K>) => PreparationOf<K>
}
