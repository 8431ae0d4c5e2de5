import { setTimeout as pause } from 'node:timers/promises'
import { MantlError } from '../errors.ts'
import type { LeaderOptions } from '../mesos/clients/leader.ts'
import { askLeader, deleteAtLeader, tellLeader } from './calls.ts'
import { type Drain, listDrains } from './drains.ts'

export interface DrainRequest {
  /** ms; absent: as long as each task's own grace period. */
  readonly maxGracePeriod?: number
  readonly markGone: boolean
}

export const startDrain = (agentId: string, request: DrainRequest, options: LeaderOptions): Promise<void> => {
  const { maxGracePeriod: ms, markGone: mark_gone } = request
  const max_grace_period =
    ms === undefined ? undefined : { seconds: Math.floor(ms / 1000), nanos: Math.round((ms % 1000) * 1e6) }
  const drain_agent = { agent_id: { value: agentId }, ...(max_grace_period && { max_grace_period }), mark_gone }
  return tellLeader({ type: 'DRAIN_AGENT', drain_agent }, options)
}

export const cancelDrain = (agentId: string, options: LeaderOptions): Promise<void> =>
  deleteAtLeader(`/mantl/drains/${encodeURIComponent(agentId)}`, options)

export interface Waiting {
  /** Called with each look at the drain. */
  readonly look: (drain: Drain) => void
  readonly stop: AbortSignal
}

/**
 * Waits until the agent is drained, or gone where that was asked for; leaders may change meanwhile. Throws `agent.drain_cancelled`, and
 * `agent.interrupted` when it is stopped: the drain goes on.
 */
export const awaitDrained = async (
  id: string,
  { markGone }: DrainRequest,
  options: LeaderOptions,
  { look, stop }: Waiting,
): Promise<'drained' | 'gone'> => {
  for (let heard = Date.now(); ; ) {
    if (stop.aborted) throw interrupted(id)
    const drains = await listDrains(options, id).catch(patient(heard))
    if (drains !== undefined) heard = Date.now()
    if (drains?.length === 0) return await goneOrCancelled(id, markGone, options)
    const [drain] = drains ?? []
    if (drain?.state === 'DRAINED' && !drain.mark_gone) return 'drained'
    if (drain) look(drain)
    await pause(EVERY, undefined, { signal: stop }).catch(() => undefined)
  }
}

const EVERY = 500 // ms
const PATIENCE = 60_000 // ms without a leader

const patient = (since: number) => (error: unknown) => {
  if (error instanceof MantlError && error.retryable && Date.now() - since < PATIENCE) return undefined
  throw error
}

const goneOrCancelled = async (id: string, markGone: boolean, options: LeaderOptions): Promise<'gone'> => {
  const { slaves } = (await askLeader(`/slaves?slave_id=${encodeURIComponent(id)}`, options)) as { slaves: unknown[] }
  if (markGone && slaves.length === 0) return 'gone'
  throw new MantlError(
    'agent.drain_cancelled',
    `the drain of ${id} was cancelled by somebody else, or the agent was removed`,
  )
}

const interrupted = (id: string) =>
  new MantlError('agent.interrupted', `the drain of ${id} goes on, nobody waits for it any more`, {
    hint: `\`mantl agents drain ${id} --cancel\` ends it`,
  })
