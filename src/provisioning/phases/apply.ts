import { MantlError } from '../../errors.ts'
import type { ApplyContext } from '../apply/context.ts'
import { applyChange } from '../apply/table.ts'
import type { Change } from '../model/change.ts'
import type { HostSteps, Plan, Wave } from '../model/plan.ts'
import { inParallel } from './in-parallel.ts'

export type HostOutcome =
  | { readonly host: string; readonly result: 'done'; readonly applied: number }
  | {
      readonly host: string
      readonly result: 'failed'
      readonly applied: number
      readonly change: Change
      readonly error: MantlError
    }

export interface ApplyListener {
  started?(host: string, change: Change): void
  progress?(host: string, note: string): void
  ended?(host: string, change: Change): void
}

/** Wave after wave. A host that fails takes no further part; the others go on. A signal lets the changes under way finish. */
export const applyPlan = async (
  plan: Plan,
  contexts: ReadonlyMap<string, ApplyContext>,
  {
    forks,
    signal,
    listener = {},
  }: { readonly forks: number; readonly signal?: AbortSignal; readonly listener?: ApplyListener },
): Promise<ReadonlyMap<string, HostOutcome>> => {
  const outcomes = new Map<string, HostOutcome>()
  for (const wave of plan.waves) {
    const players = wave.hosts.filter(({ host }) => outcomes.get(host)?.result !== 'failed' && contexts.has(host))
    await inParallel(players, limitOf(wave, forks), async steps => {
      const before = outcomes.get(steps.host)?.applied ?? 0
      outcomes.set(steps.host, await applyToHost(steps, contexts.get(steps.host)!, before, listener, signal))
    })
  }
  return outcomes
}

const limitOf = ({ serial }: Wave, forks: number) => Math.min(forks, serial ?? forks)

const applyToHost = async (
  { host, steps }: HostSteps,
  context: ApplyContext,
  before: number,
  listener: ApplyListener,
  signal: AbortSignal | undefined,
): Promise<HostOutcome> => {
  let applied = before
  for (const change of steps.flatMap(step => step.changes)) {
    try {
      signal?.throwIfAborted()
      listener.started?.(host, change)
      await applyChange(change, { ...context, onProgress: note => listener.progress?.(host, note) })
      listener.ended?.(host, change)
      applied += 1
    } catch (cause) {
      return { host, result: 'failed', applied, change, error: toError(cause, signal) }
    }
  }
  return { host, result: 'done', applied }
}

const toError = (cause: unknown, signal: AbortSignal | undefined): MantlError => {
  if (cause instanceof MantlError) return cause
  if (signal?.aborted) return new MantlError('apply.interrupted', 'interrupted before this change', { retryable: true })
  return new MantlError('apply.failed', cause instanceof Error ? cause.message : String(cause), { cause })
}
