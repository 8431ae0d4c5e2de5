import { permissive } from '../../http/authorization.ts'
import { buildInfo } from '../../http/build-info.ts'
import { createVirtualPaths } from '../../http/files/virtual-paths.ts'
import type { Route } from '../../http/types.ts'
import type { Credential } from '../../mesos/credentials.ts'
import { createAuthenticatee } from '../../mesos/libprocess/authenticatee.ts'
import { createPeers } from '../../mesos/libprocess/peers.ts'
import type { AgentInfo } from '../../mesos/messages/agent-info.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { createMailbox } from '../../runtime/mailbox.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import type { Random } from '../../runtime/random.ts'
import { addSystemMetrics } from '../../runtime/system-metrics.ts'
import { createCommandProbes } from './checks/probes/command-probe.ts'
import { createProber } from './checks/probes/prober.ts'
import { type Containerizer, createContainerizer } from './containerizer/containerizer.ts'
import { createStreams } from './containerizer/streams/streams.ts'
import { chooseWatchers } from './containerizer/watchers/choose-watchers.ts'
import { watchedContainers } from './containerizer/watchers/watched.ts'
import { createDisk } from './disk/disk.ts'
import type { Effect } from './effects.ts'
import type { Event } from './events.ts'
import { createExecutorStreams } from './executors/streams.ts'
import type { ExecutorTokens } from './executors/tokens.ts'
import { fetcherOf } from './fetcher/fetcher-of.ts'
import { addGauges, addRootfsGauge, addVolumeGidGauges } from './gauges.ts'
import { sandboxPaths } from './http/sandbox-paths.ts'
import type { FollowerFlags } from './identity.ts'
import type { Backend } from './images/backends/backend.ts'
import { openImages } from './images/open-images.ts'
import { createInbox } from './inbox.ts'
import type { Isolation } from './isolation.ts'
import { loggerFlags } from './logger/log-limits.ts'
import { watchOutputs } from './logger/watch-outputs.ts'
import { newState } from './new-state.ts'
import { paths } from './paths.ts'
import { createGarbageCollector, type GarbageCollector } from './perform/collect-garbage.ts'
import { createExecutorLinks } from './perform/executor-links.ts'
import { createReplies } from './perform/replies.ts'
import { openOutbox } from './perform/table.ts'
import { createTimers } from './perform/timers.ts'
import { followerRoutes } from './routes.ts'
import type { FollowerSettings, FollowerState } from './state.ts'
import { networkedContainer } from './status-updates/network-infos.ts'
import { transition } from './transitions/table.ts'

export interface Parts {
  readonly flags: FollowerFlags
  readonly shownFlags: Readonly<Record<string, string>>
  readonly settings: FollowerSettings
  readonly info: AgentInfo
  readonly isolation: Isolation
  /** Absent: no images. */
  readonly imageBackend?: Backend
  readonly credential?: Credential
  /** Absent: executors get none. */
  readonly tokens?: ExecutorTokens
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  readonly exit: (effect: Extract<Effect, { kind: 'exit' }>, follower: Follower) => void
}

/** A follower that is put together and does nothing yet. */
export interface Follower {
  readonly state: FollowerState
  readonly containerizer: Containerizer
  readonly garbage: GarbageCollector
  readonly routes: readonly Route[]
  readonly post: (event: Event) => void
  /** Once all has gone out that events have brought. */
  readonly settled: () => Promise<void>
  /** A counter of facts/metrics.md. */
  readonly count: (metric: string) => void
  readonly onMessage: (to: string, from: string, name: string, value: unknown) => boolean
  /** In the order of closing. */
  readonly closers: readonly (readonly [string, () => void])[]
}

export const wireFollower = (parts: Parts): Follower => {
  const { flags, settings, clock, log } = parts
  const state = newState(settings, parts.info, parts.random, clock.now())
  const metrics = createMetrics(clock)
  const post = (event: Event): void => {
    mailbox.post(event)
    if (event.kind !== 'recovered') return
    const seconds = (clock.now() - state.startTime) / 1000
    metrics.gauge('slave/recovery_time_secs', () => seconds)
  }
  addSystemMetrics(metrics)
  addGauges(metrics, state, () => clock.now())
  if (parts.isolation.volumeGids) addVolumeGidGauges(metrics, parts.isolation.volumeGids)
  const peers = createPeers({ self: `${settings.ip}:${settings.port}`, clock, log })
  const authenticatee = createAuthenticatee({
    send: (from, to, name, value) => peers.send(from, to, name, value),
    clock,
  })
  const containerStreams = createStreams(`${flags.runtime_dir}/streams`)
  const commandProbes = createCommandProbes(() => containerizer, parts.random.uuid)
  const prober = createProber(commandProbes.probe)
  const watchers = chooseWatchers({
    ...parts.isolation,
    programs: parts.isolation.machine.programs ?? new Map(),
    workDir: flags.work_dir,
    diskInterval: flags.container_disk_watch_interval,
    running: () => watchedContainers(state),
    portsInterval: flags.container_ports_watch_interval,
    agentResources: () => state.info.resources ?? [],
    networked: containerId => networkedContainer(state, containerId),
    imageOf: containerId => containerizer.container(containerId)?.image,
    clock,
    log,
    post,
  })
  const disk = createDisk(clock, log)
  const provisioner = parts.imageBackend && openImages(flags, parts.imageBackend, { disk, metrics, clock, log })
  for (const { gauges = {} } of watchers) {
    for (const [name, read] of Object.entries(gauges)) metrics.gauge(name, read)
  }
  const containerizer: Containerizer = createContainerizer({
    disk,
    settled: () => outbox.settled(),
    ...(provisioner ? { provisioner } : {}),
    watchers,
    runtimeDir: flags.runtime_dir,
    ...parts.isolation,
    streams: containerStreams,
    fetcher: fetcherOf(flags, metrics, log),
    destroyTimeoutMillis: flags.cgroups_destroy_timeout,
    becomesOthers: settings.root && settings.switchUser,
    clock,
    log,
    post: event => void (commandProbes.takes(event) || post(event)),
    count: metric => metrics.counter(metric).increment(),
  })
  if (parts.isolation.isolators.some(({ name }) => name === 'filesystem/linux')) {
    addRootfsGauge(metrics, state, id => containerizer.container(id)?.image !== undefined)
  }
  const timers = createTimers(clock, post)
  const stopLogger = watchOutputs(loggerFlags(flags), state, clock, log)
  const streams = createExecutorStreams(clock)
  const executorLinks = createExecutorLinks(peers)
  const replies = createReplies()
  const files = createVirtualPaths(permissive, sandboxPaths(state))
  const garbage = createGarbageCollector({
    workDir: flags.work_dir,
    delay: flags.gc_delay,
    headroom: flags.gc_disk_headroom,
    interval: flags.disk_watch_interval,
    clock,
    log,
    metrics,
  })
  const logFile =
    flags.external_log_file ?? (flags.log_dir === undefined ? undefined : `${flags.log_dir}/mesos-agent.log`)
  if (logFile !== undefined) files.attach('/slave/log', logFile)

  const performers = {
    state,
    paths: paths(flags.work_dir),
    peers,
    authenticatee,
    ...(parts.credential ? { credential: parts.credential } : {}),
    timers,
    disk,
    containerizer,
    prober,
    streams,
    executorLinks,
    ...(parts.tokens ? { tokens: parts.tokens } : {}),
    replies,
    garbage,
    ...(parts.isolation.volumeGids ? { volumeGids: parts.isolation.volumeGids } : {}),
    metrics,
    log,
    post,
    exit: (effect: Extract<Effect, { kind: 'exit' }>) => parts.exit(effect, follower),
  }
  const outbox = openOutbox(performers)
  const mailbox = createMailbox<FollowerState, Event, Effect>({
    state,
    transition,
    perform: outbox.take,
    clock,
    log,
  })
  const inbox = createInbox({ authenticatee, post, log, room: disk.room })
  const follower: Follower = {
    state,
    containerizer,
    garbage,
    routes: followerRoutes({
      state,
      containerizer,
      containerStreams,
      replies,
      heartbeatInterval: flags.http_heartbeat_interval,
      streams,
      files,
      metrics,
      clock,
      log,
      ...(provisioner ? { pruneImages: provisioner.prune } : {}),
      build: buildInfo,
      shownFlags: parts.shownFlags,
      settled: outbox.settled,
      ...(flags.log_dir === undefined ? {} : { logDir: flags.log_dir }),
      ...(flags.external_log_file === undefined ? {} : { externalLogFile: flags.external_log_file }),
      post,
    }),
    post,
    settled: outbox.settled,
    count: metric => metrics.counter(metric).increment(),
    onMessage: inbox,
    closers: [
      ['timers', () => timers.cancelAll()],
      ['garbage collection', () => garbage.close()],
      ['probes', () => prober.close()],
      ['the logger', stopLogger],
      ['the containerizer', () => containerizer.close()],
      ['files', () => disk.close()],
      ['images', () => provisioner?.close()],
      ['connections', () => peers.close()],
    ],
  }
  return follower
}
