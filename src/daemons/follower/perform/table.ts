import type { Credential } from '../../../mesos/credentials.ts'
import type { Authenticatee } from '../../../mesos/libprocess/authenticatee.ts'
import type { Peers } from '../../../mesos/libprocess/peers.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Metrics } from '../../../runtime/metrics.ts'
import type { Prober } from '../checks/probes/prober.ts'
import type { Containerizer } from '../containerizer/containerizer.ts'
import type { Disk } from '../disk/disk.ts'
import type { CheckpointEffect, Effect, LaunchOrder } from '../effects.ts'
import type { Event } from '../events.ts'
import type { ExecutorStreams } from '../executors/streams.ts'
import type { ExecutorTokens } from '../executors/tokens.ts'
import { linkBeneath } from '../linux/beneath.ts'
import { signalFirst } from '../linux/signal-first.ts'
import type { Paths } from '../paths.ts'
import type { FollowerState } from '../state.ts'
import type { VolumeGids } from '../volume-gids/volume-gids.ts'
import { checkpointSteps } from './checkpoint.ts'
import type { GarbageCollector } from './collect-garbage.ts'
import type { ExecutorLinks } from './executor-links.ts'
import { keepResources } from './keep-resources.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { setSandboxAside } from './remove-sandbox.ts'
import type { Replies } from './replies.ts'
import type { Timers } from './timers.ts'

/** Whatever effects need. */
export interface Performers {
  readonly state: FollowerState
  readonly paths: Paths
  readonly peers: Peers
  readonly authenticatee: Authenticatee
  readonly credential?: Credential
  readonly timers: Timers
  readonly disk: Disk
  readonly containerizer: Containerizer
  readonly prober: Prober
  readonly streams: ExecutorStreams
  readonly executorLinks: ExecutorLinks
  readonly tokens?: ExecutorTokens
  readonly replies: Replies
  readonly garbage: GarbageCollector
  readonly volumeGids?: VolumeGids
  readonly metrics: Metrics
  readonly log: Logger
  readonly post: (event: Event) => void
  readonly exit: (effect: Extract<Effect, { kind: 'exit' }>) => void
}

type Perform<K extends Effect['kind']> = (all: Performers, effect: Extract<Effect, { kind: K }>) => unknown

/** What is performed: checkpoints but for resources are written (checkpoint.ts), which `createOutbox` sees to. */
export type Performed = Exclude<Effect, CheckpointEffect> | Extract<Effect, { kind: 'checkpoint-resources' }>

/** Carries one effect out. */
export const perform = (all: Performers, effect: Performed): unknown =>
  (table[effect.kind] as Perform<(typeof effect)['kind']>)(all, effect as never)

/**
 * In order, and only once what must survive us is on disk. Where that fails (a full disk) nothing after it may happen, least of all the word to the
 * leader that it did: the process ends, containers live on, and the next start goes on from what is on disk.
 */
export const openOutbox = (all: Performers): Outbox =>
  createOutbox({
    disk: all.disk,
    stepsOf: effect =>
      effect.kind === 'checkpoint-resources'
        ? undefined
        : checkpointSteps(all.paths, all.state.info.id?.value ?? '', effect),
    perform: effect => perform(all, effect as Performed),
    broken: (effect, error) => {
      all.log.fatal(`${effect.kind} failed`, { error })
      all.exit({ kind: 'exit', code: 1, reason: 'what must survive us can not be written' })
    },
    failed: ({ kind }, error) => all.log.error(`performing ${kind} failed`, { effect: kind, error }),
  })

/** What could not be done to volumes is no end of us: whoever asked for it is told. */
const keep = (
  { paths, garbage, volumeGids, log, post }: Performers,
  { resources, operations, operation }: Extract<Effect, { kind: 'checkpoint-resources' }>,
): void => {
  const { aside, problem } = keepResources(paths, resources, operations)
  garbage.remove(aside)
  if (aside.length > 0) volumeGids?.forgetGone()
  if (operation !== undefined) post({ kind: 'operation-kept', uuid: operation, ...(problem ? { problem } : {}) })
  else if (problem !== undefined) log.error(problem)
}

/** Once a leader: a second link would tell of the same end twice. */
const linked = new WeakMap<Peers, { readonly pid: string; readonly unlink: () => void }>()

const table: { readonly [K in Performed['kind']]: Perform<K> } = {
  send: ({ peers }, { to, name, body }) => peers.send('slave(1)', to, `mesos.internal.${name}`, body),
  link: ({ peers, post }, { pid }) => {
    const before = linked.get(peers)
    if (before?.pid === pid) return
    before?.unlink()
    const unlink = peers.link(pid, () => {
      linked.delete(peers)
      post({ kind: 'master-link-exited', pid })
    })
    linked.set(peers, { pid, unlink })
  },
  relink: ({ peers }, { pid }) => peers.relink(pid),
  authenticate: ({ authenticatee, credential, state, post }, { pid, timeout }) => {
    if (credential === undefined) return
    const attempt = { master: pid, pid: state.pid, credential, timeoutMs: timeout }
    authenticatee.authenticate(attempt, outcome => {
      if (outcome.kind === 'authenticated') return post({ kind: 'authenticated', pid })
      const message = 'message' in outcome ? String(outcome.message) : outcome.kind
      post({ kind: 'authentication-failed', pid, refused: outcome.kind === 'refused', message })
    })
  },
  timer: ({ timers }, { id, after, then }) => timers.set(id, after, then),
  'cancel-timer': ({ timers }, { id }) => timers.cancel(id),
  launch: ({ containerizer, tokens }, { order }) => containerizer.launch(withToken(tokens, order)),
  'update-container': ({ containerizer }, { containerId, resources }) => containerizer.update(containerId, resources),
  signal: ({ containerizer }, effect) => containerizer.signal(effect),
  destroy: ({ containerizer }, effect) => containerizer.destroy(effect),
  adopt: ({ containerizer }, { containerId }) => containerizer.adopt(containerId),
  'checkpoint-resources': keep,
  'executor-event': ({ streams }, { stream, event }) => streams.send(stream, event),
  'close-executor': ({ streams }, { stream }) => streams.close(stream),
  'link-executor': ({ executorLinks }, { pid }) => executorLinks.link(pid),
  'unlink-executor': ({ executorLinks }, { pid }) => executorLinks.unlink(pid),
  'link-task': ({ log }, { sandbox, taskId, target }) => {
    try {
      linkBeneath(sandbox, `tasks/${taskId}`, target)
    } catch (error) {
      log.warning(`tasks/${taskId} can't be made in ${sandbox}`, { error })
    }
  },
  probe: ({ prober, post }, { order, then }) =>
    prober.probe(order, result => post({ kind: 'check-done', ...then, result })),
  'stop-probe': ({ prober }, { id }) => prober.stop(id),
  'collect-garbage': ({ garbage }, { paths, after }) => garbage.schedule(paths, after),
  'signal-first': (_, { process, signal }) => signalFirst(process, signal),
  reply: ({ replies }, { request, ...reply }) => replies.give(request, reply),
  'remove-sandbox': async ({ paths: { root }, garbage, log }, { directory }) => {
    try {
      const aside = await setSandboxAside(root, directory)
      if (aside !== undefined) garbage.remove([aside])
    } catch (error) {
      log.warning(`the sandbox ${directory} stays`, { error })
    }
  },
  count: ({ metrics }, { metric }) => metrics.counter(metric).increment(),
  log: ({ log }, { level, message }) => log[level](message),
  exit: ({ exit }, effect) => exit(effect),
}

/** What a custom executor authenticates with. Its command's own variable wins, as everywhere. */
const withToken = (tokens: ExecutorTokens | undefined, order: LaunchOrder): LaunchOrder => {
  if (tokens === undefined || order.custom !== true || order.run === undefined) return order
  const environment = { MESOS_EXECUTOR_AUTHENTICATION_TOKEN: tokens.issue(order.run), ...order.environment }
  return { ...order, environment }
}
