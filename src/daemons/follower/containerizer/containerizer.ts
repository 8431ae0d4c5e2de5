import { readFileSync } from 'node:fs'
import type { ResourceStatistics } from '../../../mesos/messages/statistics.ts'
import type { Clock } from '../../../runtime/clock.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Parts } from '../../../runtime/parts.ts'
import { parentOf } from '../container-id.ts'
import type { Disk } from '../disk/disk.ts'
import { createOwnDisk } from '../disk/own-disk.ts'
import type { Effect, LaunchOrder } from '../effects.ts'
import type { Event } from '../events.ts'
import type { Provisioner } from '../images/provisioner.ts'
import { type CgroupLayout, updateCgroups } from '../linux/cgroups.ts'
import type { ProcessRef } from '../linux/process-tree.ts'
import type { VolumeGids } from '../volume-gids/volume-gids.ts'
import { type Box, newBox } from './box.ts'
import { cleanUpInTime, forgetOnceClean } from './clean-up-in-time.ts'
import type { Container } from './container.ts'
import { destroyContainer } from './destroy-container.ts'
import type { ContainerFetcher } from './fetcher.ts'
import type { Inner } from './inner.ts'
import type { Isolator, IsolatorSettings } from './isolators/isolator.ts'
import type { ContainerResources } from './launch-spec.ts'
import { createLauncher, type LauncherListener } from './launcher/launcher.ts'
import { findPrograms } from './launcher/programs.ts'
import { createStarter } from './launcher/starter.ts'
import { isolate } from './make-spec.ts'
import { createPacing, createSlots } from './pacing.ts'
import { createPending, type PendingOperation } from './pending.ts'
import { type Preparers, preparers } from './preparations/table.ts'
import { adoptContainer, removeOrphans } from './recover-containers.ts'
import { startContainer } from './start-container.ts'
import { startedEvent } from './started-event.ts'
import type { Streams } from './streams/streams.ts'
import { signalContainer } from './sweep.ts'
import { readUsage } from './usage.ts'
import { watchContainers } from './watch-containers.ts'
import type { Watcher } from './watchers/watcher.ts'

export interface ContainerizerOptions {
  /** --runtime_dir. */
  readonly runtimeDir: string
  readonly isolators: readonly Isolator[]
  readonly settings: IsolatorSettings
  /** Absent: containers are told apart by sessions alone. */
  readonly cgroups?: CgroupLayout
  /** Absent: no images. */
  readonly provisioner?: Provisioner
  /** Absent: nobody is connected with containers but through their files. */
  readonly streams?: Streams
  readonly fetcher: ContainerFetcher
  /** Absent: files are made in the event loop. */
  readonly disk?: Disk
  /** They look at containers while these run. */
  readonly watchers?: readonly Watcher[]
  /** Preparations that need more than the machine. */
  readonly preparers?: Preparers
  /** Absent: volumes have no groups of their own. */
  readonly volumeGids?: Pick<VolumeGids, 'leave'>
  readonly destroyTimeoutMillis: number
  /** Whether tasks may run as other users. */
  readonly becomesOthers: boolean
  readonly clock: Clock
  readonly log: Logger
  readonly post: (event: Event) => void
  /** Once all is on disk that events posted before have brought; absent: it is when `post` returns. */
  readonly settled?: () => Promise<void>
  /** A counter of facts/metrics.md. */
  readonly count: (metric: string) => void
}

export interface Containerizer {
  /** `container-started` or `launch-failed` follows, or what `destroy` brings. */
  launch(order: LaunchOrder): Promise<void>
  /** What it may use from now on. */
  update(containerId: string, resources: ContainerResources): void
  signal(effect: Extract<Effect, { kind: 'signal' }>): Promise<void>
  /** With all that are in it; `container-destroyed` follows for each, the innermost first. */
  destroy(effect: Extract<Effect, { kind: 'destroy' }>): Promise<void>
  /** Before the first `adopt`: reads in parts what that needs. */
  recall(): Parts<void>
  /** Takes up a container of an earlier run, parents before children: `container-started` or `container-ended` may follow. */
  adopt(containerId: string): void
  /** Kills whatever an earlier run left that nobody has adopted. */
  removeOrphans(): Promise<void>
  usage(containerId: string): Promise<Partial<ResourceStatistics>>
  /** What isolators know of it; also of containers of earlier runs. */
  container(containerId: string): Container | undefined
  /** What has begun and not ended. */
  pending(): readonly PendingOperation[]
  close(): void
}

/** Figures of a machine with two processors; more would only wait for each other. */
const [shareMillis, mostStarting, mostEnding] = [10, 8, 8]

const notStarted = 'its process could not be started; the sandbox may tell why in stderr'

export const createContainerizer = (options: ContainerizerOptions): Containerizer => {
  const boxes = new Map<string, Box>()
  const folder = `${options.runtimeDir}/containers`
  const programs = findPrograms(options.becomesOthers)
  // Whom nobody waits for is the first process' to bury, which we are not: where we are it, shims are our children.
  const starter = process.pid === 1 ? undefined : createStarter(programs)
  const listener: LauncherListener = {
    started: (containerId, process) => started(inner, containerId, process),
    ended: (containerId, record) => {
      const box = boxes.get(containerId)
      if (box === undefined) return
      box.freeStart?.()
      if (box.process !== undefined) inner.post({ kind: 'container-ended', containerId, record })
      else void failLaunch(inner, containerId, notStarted)
    },
    lost: containerId => {
      const box = boxes.get(containerId)
      box?.freeStart?.()
      if (box === undefined || box.destroying) return
      if (launcher.read(containerId).started) inner.post({ kind: 'container-ended', containerId })
      else void failLaunch(inner, containerId, notStarted)
    },
  }
  const disk = options.disk ?? createOwnDisk()
  const launcher = createLauncher(folder, readBootId(), programs, disk, listener, starter)
  const inner: Inner = {
    settled: () => Promise.resolve(),
    ...options,
    boxes,
    cleaning: new Map(),
    launcher,
    disk,
    preparers: { ...preparers, ...options.preparers },
    pending: createPending(),
    pacing: createPacing(shareMillis),
    looks: createPacing(shareMillis),
    starts: createSlots(mostStarting),
    ends: createSlots(mostEnding),
    containerOf: id => containerOf(boxes, id),
  }
  const stopWatching = watchContainers(inner)
  return {
    launch: order => launch(inner, order),
    update: (containerId, resources) => update(inner, containerId, resources),
    signal: ({ containerId, process, signal }) => signalContainer(inner, containerId, process, signal),
    destroy: effect => destroyContainer(inner, effect),
    recall: launcher.recall,
    adopt: containerId => adoptContainer(inner, containerId),
    removeOrphans: () => removeOrphans(inner),
    usage: async containerId => ({
      ...(await readUsage(
        inner.isolators,
        inner.settings,
        inner.cgroups,
        containerId,
        boxes.get(containerId)?.process,
      )),
      ...Object.assign({}, ...(options.watchers ?? []).map(({ usage }) => usage(containerId))),
    }),
    container: inner.containerOf,
    pending: inner.pending.all,
    close: () => {
      stopWatching()
      for (const { close } of options.watchers ?? []) close()
      launcher.close()
    },
  }
}

const started = (inner: Inner, containerId: string, { pid, startTime }: ProcessRef): void => {
  const box = inner.boxes.get(containerId)
  if (box === undefined) return
  box.process = { pid, startTime }
  box.freeStart?.()
  inner.post(startedEvent(inner, containerId, { pid, startTime }))
}

const launch = (inner: Inner, order: LaunchOrder): Promise<void> => {
  const box = newBox(order.containerId)
  inner.boxes.set(box.id, box)
  box.launching = onceGone(inner, box.id, () => startContainer(inner, box, withTerminal(order))).catch(
    (error: Error) => {
      if (!box.cancelled) return failLaunch(inner, box.id, error.message)
    },
  )
  return box.launching
}

/** Another of the same name may still be cleaned up. */
const onceGone = ({ cleaning }: Inner, containerId: string, start: () => Promise<void>): Promise<void> =>
  cleaning.get(containerId)?.then(start) ?? start()

/** Whoever asks for a terminal has one. */
const withTerminal = (order: LaunchOrder): LaunchOrder => {
  const terminal = order.container?.tty_info
  if (order.io !== undefined || terminal === undefined) return order
  const { rows = 0, columns = 0 } = terminal.window_size ?? {}
  return { ...order, io: { session: false, terminal: { rows, columns } } }
}

const failLaunch = async (inner: Inner, containerId: string, message: string): Promise<void> => {
  const box = inner.boxes.get(containerId)
  box?.freeStart?.()
  const directory = box?.facts?.container.directory ?? ''
  const { waited, clean } = cleanUpInTime(inner, containerId, undefined, directory)
  await waited
  if (!inner.boxes.delete(containerId)) return
  forgetOnceClean(inner, containerId, clean)
  inner.post({ kind: 'launch-failed', containerId, message })
}

const update = (inner: Inner, containerId: string, resources: ContainerResources): void => {
  const { cgroups, isolators, settings, boxes } = inner
  const container = inner.containerOf(containerId)
  if (cgroups === undefined || container === undefined) return
  const box = boxes.get(containerId)!
  if (box.facts) box.facts = { ...box.facts, container: { ...box.facts.container, resources } }
  const process = { args: [], env: [], cwd: '/' }
  updateCgroups(
    cgroups,
    isolate({ ...container, resources }, process, isolators, settings, cgroups.roots.has('freezer')),
  )
}

/** Of one that an earlier release has left only the resources count, which others bring. */
const containerOf = (boxes: ReadonlyMap<string, Box>, id: string): Container | undefined => {
  const box = boxes.get(id)
  if (box === undefined) return undefined
  const outer = parentOf(id)
  const parent = outer === undefined ? undefined : containerOf(boxes, outer)
  return {
    ...(box.facts?.container ?? { id, kind: 'executor', command: {}, directory: '/', resources: { cpus: 0, mem: 0 } }),
    ...(parent ? { parent } : {}),
    ...(box.process ? { pid: box.process.pid } : {}),
  }
}

/** Changes with each boot: records of processes from before mean nothing then. */
export const readBootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
