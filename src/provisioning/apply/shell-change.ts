import type { Layout } from '../layout.ts'

/** What carries a change out on the host: sh text under `set -e`, its positional arguments, and how long it may take. */
export interface ShellWork {
  /** May call `made KIND NAME`, which notes what did not exist before, ahead of making it, for destroy to remove. */
  readonly script: string
  readonly args: readonly string[]
  /** Lines for the register of what was applied, noted before the script begins. */
  readonly leaves?: readonly string[]
  /** What is noted up to its end is on the disk then. */
  readonly notesOnDisk?: true
  /** Absent: it is quick, and may travel in one message with its quick neighbours. */
  readonly timeoutMs?: number
}

export type ShellChange<C> = (change: C, layout: Layout) => ShellWork
