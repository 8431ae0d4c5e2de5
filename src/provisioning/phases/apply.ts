import type { MantlError } from '../../errors.ts'
import { applyPortion, portionsOf } from '../apply/apply-changes.ts'
import type { ApplyContext } from '../apply/context.ts'
import type { Change } from '../model/change.ts'
import { type HostSteps, interrupts, type Plan, type Wave } from '../model/plan.ts'
import { inParallel } from './in-parallel.ts'
import type { HostOutcome } from './outcome.ts'

export interface ApplyListener {
  started?(host: string, change: Change): void
  progress?(host: string, note: string): void
  ended?(host: string, change: Change): void
  failed?(host: string, change: Change, error: MantlError): void
}

export interface ApplyOptions {
  readonly forks: number
  /** Changes under way are finished, no other is begun. */
  readonly signal?: AbortSignal
  readonly listener?: ApplyListener
  /** Before a wave that changes something; what it throws keeps the wave and all after it from being carried out. */
  readonly beforeWave?: (wave: Wave) => Promise<void>
  /** After it; an answer says why the waves after it must not be carried out. May set other outcomes for the wave's hosts. */
  readonly afterWave?: (wave: Wave, outcomes: Map<string, HostOutcome>) => Promise<string | undefined>
}

type Outcomes = Map<string, HostOutcome>

/**
 * Wave after wave, but for those that stand beside the one before. A host that fails takes no further part and the others go on, but for those that the planner or a wave's rule
 * holds back. The outcomes stand in the plan's order of hosts.
 */
export const applyPlan = async (
  plan: Plan,
  contexts: ReadonlyMap<string, ApplyContext>,
  options: ApplyOptions,
): Promise<ReadonlyMap<string, HostOutcome>> => {
  const outcomes: Outcomes = new Map(
    [...turnsOf(plan.waves)].map(([host, turns]) => [
      host,
      { host, result: 'done', applied: 0, planned: plannedFor(turns) },
    ]),
  )
  let stopped: string | undefined
  const take = async ({ wave, steps }: Turn) => {
    const before = outcomes.get(steps.host)!
    const context = contexts.get(steps.host)
    if (before.result !== 'done' || steps.steps.length === 0 || context === undefined) return
    const why = options.signal?.aborted ? undefined : (stopped ?? heldBack(wave, steps, plan, outcomes))
    const { host, applied, planned } = before
    outcomes.set(
      host,
      why === undefined
        ? await applyToHost(steps, context, before, options)
        : { host, applied, planned, result: 'held', why },
    )
  }
  for (const waves of sideBySide(plan.waves)) {
    const changing = waves.filter(({ hosts }) => hosts.some(({ steps }) => steps.length > 0))
    for (const wave of changing) stopped ??= await reasonToStop(wave, options)
    await inParallel([...turnsOf(waves).values()], limitOf(waves[0]!, options.forks), async turns => {
      for (const turn of turns) await take(turn)
    })
    for (const wave of changing) if (stopped === undefined) stopped = await options.afterWave?.(wave, outcomes)
  }
  return outcomes
}

/** What a wave does on one host. */
interface Turn {
  readonly wave: Wave
  readonly steps: HostSteps
}

/** Each host's, in the order of the waves. */
const turnsOf = (waves: readonly Wave[]): ReadonlyMap<string, readonly Turn[]> => {
  const turns = new Map<string, Turn[]>()
  for (const wave of waves)
    for (const steps of wave.hosts) {
      const own = turns.get(steps.host)
      if (own === undefined) turns.set(steps.host, [{ wave, steps }])
      else own.push({ wave, steps })
    }
  return turns
}

/** Each wave with those that stand beside it. */
const sideBySide = (waves: readonly Wave[]): readonly (readonly Wave[])[] => {
  const groups: Wave[][] = []
  for (const wave of waves) {
    const group = wave.beside ? groups.at(-1) : undefined
    if (group === undefined) groups.push([wave])
    else group.push(wave)
  }
  return groups
}

const reasonToStop = async (wave: Wave, { beforeWave, signal }: ApplyOptions): Promise<string | undefined> => {
  if (signal?.aborted) return undefined
  try {
    await beforeWave?.(wave)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

const plannedFor = (turns: readonly Turn[]): number =>
  turns.flatMap(({ steps }) => steps.steps).reduce((count, { changes }) => count + changes.length, 0)

const limitOf = ({ serial }: Wave, forks: number) => Math.min(forks, serial ?? forks)

/** Why a host's turn is not taken: one more interruption could cost the quorum, or a secret is not known everywhere yet. */
const heldBack = (wave: Wave, steps: HostSteps, plan: Plan, outcomes: Outcomes): string | undefined => {
  if (steps.held !== undefined) return steps.held
  const unfinished = (players: readonly HostSteps[]) =>
    players.find(({ host }) => outcomes.get(host)?.result !== 'done')
  const awaited = plan.waves.filter(({ role }) => steps.after?.includes(role)).flatMap(({ hosts }) => hosts)
  const shutOut = unfinished(awaited)
  if (shutOut) return `${shutOut.host} did not get so far that it knows the new secret`
  const broken = wave.serial !== undefined && steps.steps.some(interrupts) ? unfinished(wave.hosts) : undefined
  return broken && `${wave.role} of ${broken.host} may be down, and no second one is interrupted meanwhile`
}

const applyToHost = async (
  { host, steps }: HostSteps,
  context: ApplyContext,
  before: HostOutcome,
  { signal, listener = {} }: ApplyOptions,
): Promise<HostOutcome> => {
  const { planned } = before
  let { applied } = before
  const reporting: ApplyContext = {
    ...context,
    onProgress: note => listener.progress?.(host, note),
    ...(signal === undefined ? {} : { signal }),
  }
  for (const portion of portionsOf(
    steps.flatMap(step => step.changes),
    context.layout,
  )) {
    if (signal?.aborted) return { host, applied, planned, result: 'interrupted' }
    listener.started?.(host, portion[0]!)
    const { done, error } = await applyPortion(portion, reporting)
    for (const change of portion.slice(0, done)) listener.ended?.(host, change)
    applied += done
    if (error?.code === 'run.interrupted') return { host, applied, planned, result: 'interrupted' }
    if (error) {
      const change = portion[Math.min(done, portion.length - 1)]!
      listener.failed?.(host, change, error)
      return { host, applied, planned, result: 'failed', change, error }
    }
  }
  return { host, applied, planned, result: 'done' }
}
