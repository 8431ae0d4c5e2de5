import { MantlError } from '../../errors.ts'
import { uploadError, uploadExit } from '../../transport/upload-script.ts'
import type { Layout } from '../layout.ts'
import { appliedBy, appliedLine } from '../model/applied.ts'
import type { Change } from '../model/change.ts'
import type { Apply, ApplyContext } from './context.ts'
import { runWork, runWorks, type WorkOutcome, workFailed } from './run-work.ts'
import type { ShellChange, ShellWork } from './shell-change.ts'
import { longChanges, shellChanges } from './table.ts'

/** Changes that are carried out together: quick neighbours in one message to the host, anything else alone. */
export type Portion = readonly Change[]

const largestPortion = 40

/** The changes in their order, cut into portions. PURE. */
export const portionsOf = (changes: readonly Change[], layout: Layout): readonly Portion[] => {
  const portions: Change[][] = []
  let open = false
  for (const change of changes) {
    const quick = isQuick(change, layout)
    if (quick && open && portions.at(-1)!.length < largestPortion) portions.at(-1)!.push(change)
    else portions.push([change])
    open = quick
  }
  return portions
}

const isQuick = (change: Change, layout: Layout): boolean =>
  workOf(change, layout)?.timeoutMs === undefined && !isLong(change)

const isLong = (change: Change): boolean => Object.hasOwn(longChanges, change.kind)

const workOf = (change: Change, layout: Layout): ShellWork | undefined =>
  isLong(change)
    ? undefined
    : (shellChanges[change.kind as keyof typeof shellChanges] as ShellChange<Change>)(change, layout)

/** How many of the portion's changes are carried out, and why the next one is not. */
export interface PortionOutcome {
  readonly done: number
  readonly error?: MantlError
}

/** Carries a portion out; everything about it was decided before. A failure is a result. */
export const applyPortion = async (portion: Portion, context: ApplyContext): Promise<PortionOutcome> => {
  try {
    const [first] = portion
    if (first === undefined || isLong(first)) return await applyLong(first, context)
    const works = portion.map(change => ({ ...workOf(change, context.layout)!, leaves: leavesOf(change) }))
    const outcome = await runWorks(works, context)
    if (outcome.exitCode === 0) return { done: portion.length }
    return { done: outcome.done, error: failure(portion[outcome.done], outcome, context) }
  } catch (cause) {
    return { done: 0, error: toError(cause) }
  }
}

const applyLong = async (change: Change | undefined, context: ApplyContext): Promise<PortionOutcome> => {
  if (change === undefined) return { done: 0 }
  const leaves = leavesOf(change)
  if (leaves.length > 0) await runWork({ script: ':', args: [], leaves }, context)
  await (longChanges[change.kind as keyof typeof longChanges] as Apply<Change>)(change, context)
  return { done: 1 }
}

const leavesOf = (change: Change): readonly string[] => appliedBy(change).map(appliedLine)

const uploadCodes: readonly number[] = Object.values(uploadExit)

const failure = (change: Change | undefined, outcome: WorkOutcome, { connection }: ApplyContext): MantlError =>
  change?.kind === 'write-file' && uploadCodes.includes(outcome.exitCode)
    ? uploadError(connection.host, change.path, outcome.exitCode, outcome.said)
    : workFailed(outcome)

const toError = (cause: unknown): MantlError =>
  cause instanceof MantlError
    ? cause
    : new MantlError('apply.failed', cause instanceof Error ? cause.message : String(cause), { cause })
