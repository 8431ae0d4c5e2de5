import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { MantlError } from '../../../errors.ts'
import type { ResourceStatistics } from '../../../mesos/messages/statistics.ts'
import type { Clock } from '../../../runtime/clock.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Effect, LaunchOrder } from '../effects.ts'
import type { Event } from '../events.ts'
import { fetchAll } from '../fetcher/fetch.ts'
import { type CgroupLayout, createCgroups, destroyCgroups, oomKills, updateCgroups } from '../linux/cgroups.ts'
import type { ProcessRef } from '../linux/process-tree.ts'
import { isRunning } from '../linux/processes.ts'
import { findUser } from '../linux/users.ts'
import { commandArgs } from './command-args.ts'
import type { Container } from './container.ts'
import { type Isolator, type IsolatorSettings, isRefusal } from './isolators/isolator.ts'
import type { ContainerResources, LaunchSpec, SpecUser } from './launch-spec.ts'
import { createLauncher, findPrograms } from './launcher/launcher.ts'
import { readMemoryLimit } from './memory-limit.ts'
import { makeSandbox } from './sandbox.ts'
import { signalContainer, sweepContainer } from './sweep.ts'
import { readUsage } from './usage.ts'

export interface ContainerizerOptions {
  /** --runtime_dir. */
  readonly runtimeDir: string
  readonly isolators: readonly Isolator[]
  readonly settings: IsolatorSettings
  /** Absent: containers are told apart by sessions alone. */
  readonly cgroups?: CgroupLayout
  readonly frameworksHome: string
  readonly fetcherStallMillis: number
  readonly destroyTimeoutMillis: number
  /** Whether tasks may run as other users. */
  readonly becomesOthers: boolean
  readonly clock: Clock
  readonly log: Logger
  readonly post: (event: Event) => void
  /** A counter of facts/metrics.md. */
  readonly count: (metric: string) => void
}

interface Box {
  cancelled: boolean
  /** A shim runs that has yet to say which process it started. */
  starting?: boolean
  limited: boolean
  process?: ProcessRef
  destroying?: Promise<void>
}

export interface Containerizer {
  /** `container-started` or `launch-failed` follows. */
  launch(order: LaunchOrder): Promise<void>
  /** What it may use from now on. */
  update(containerId: string, resources: ContainerResources): void
  signal(effect: Extract<Effect, { kind: 'signal' }>): Promise<void>
  /** `container-destroyed` follows. */
  destroy(effect: Extract<Effect, { kind: 'destroy' }>): Promise<void>
  /** Takes up a container of an earlier run: `container-started` or `container-ended` may follow. */
  adopt(containerId: string): void
  /** Kills whatever an earlier run left that nobody has adopted. */
  removeOrphans(): Promise<void>
  usage(containerId: string): Promise<Partial<ResourceStatistics>>
  close(): void
}

const watchMillis = 1_000
/** A shim that has just lost its process needs a moment to say so. */
const shimGraceMillis = 1_000
const recordPollMillis = 5

const notStarted = 'its process could not be started; the sandbox may tell why in stderr'

export const createContainerizer = (options: ContainerizerOptions): Containerizer => {
  const { cgroups, clock, log, post } = options
  const boxes = new Map<string, Box>()
  const launcher = createLauncher(`${options.runtimeDir}/containers`, findPrograms(options.becomesOthers), {
    started: (containerId, { pid, startTime }) => {
      const box = boxes.get(containerId)
      if (box === undefined) return
      box.process = { pid, startTime }
      post({ kind: 'container-started', containerId, pid, startTime })
    },
    ended: (containerId, record) => {
      if (!boxes.has(containerId)) return
      if (launcher.read(containerId).started) post({ kind: 'container-ended', containerId, record })
      else void failLaunch(containerId, notStarted)
    },
    lost: containerId => {
      const box = boxes.get(containerId)
      if (box) box.starting = false
      if (box === undefined || box.destroying) return
      if (launcher.read(containerId).started) post({ kind: 'container-ended', containerId })
      else void failLaunch(containerId, notStarted)
    },
  })

  const failLaunch = async (containerId: string, message: string) => {
    boxes.delete(containerId)
    if (cgroups) await destroyCgroups(cgroups, containerId, options.destroyTimeoutMillis).catch(logged(log))
    post({ kind: 'launch-failed', containerId, message })
    launcher.forget(containerId)
  }

  const prepare = (order: LaunchOrder, user: SpecUser | undefined): LaunchSpec =>
    isolate(
      {
        id: order.containerId,
        kind: order.kind,
        command: order.command,
        ...(order.container ? { info: order.container } : {}),
        directory: order.directory,
        ...(user ? { user } : {}),
        resources: order.resources,
      },
      {
        args: commandArgs(order.command),
        env: Object.entries(order.environment).map(([name, value]) => `${name}=${value}`),
        cwd: order.directory,
        ...(user ? { user } : {}),
      },
    )

  const isolate = (
    container: Container,
    process: LaunchSpec['process'] = { args: [], env: [], cwd: '/' },
  ): LaunchSpec => {
    let spec: LaunchSpec = {
      process,
      linux: {
        cgroupsPath: container.id,
        controllers: cgroups?.roots.has('freezer') ? ['freezer'] : [],
        resources: {},
      },
    }
    for (const { prepare: amend, skips } of options.isolators) {
      const amended = skips?.includes(container.kind) ? spec : (amend?.(spec, container, options.settings) ?? spec)
      if (isRefusal(amended)) throw new MantlError('follower.launch', amended.refused)
      spec = amended
    }
    return spec
  }

  const watch = () => {
    for (const [containerId, box] of boxes) {
      if (box.destroying) continue
      if (cgroups && !box.limited && oomKills(cgroups, containerId) > 0) {
        box.limited = true
        post({ kind: 'memory-limit-reached', containerId })
      } else if (box.process && !isRunning(box.process.pid, box.process.startTime)) {
        noticeLost(containerId)
      }
    }
    cancelWatch = clock.after(watchMillis, watch)
  }
  let cancelWatch = clock.after(watchMillis, watch)

  /** The process is gone: its shim says how, or has gone too. */
  const noticeLost = (containerId: string) => {
    clock.after(shimGraceMillis, () => {
      const box = boxes.get(containerId)
      if (box === undefined || box.destroying) return
      const { ended } = launcher.read(containerId)
      post({ kind: 'container-ended', containerId, ...(ended ? { record: ended } : {}) })
    })
  }

  /** Who it has started, nobody can tell before its shim does; whoever did not wait for that would leave it running. */
  const firstProcess = async (containerId: string, box: Box): Promise<ProcessRef | undefined> => {
    const deadline = performance.now() + options.destroyTimeoutMillis
    for (;;) {
      const { started, ended } = launcher.read(containerId)
      if (started || ended || !box.starting || performance.now() > deadline) return started
      await setTimeout(recordPollMillis)
    }
  }

  const tearDown = async (effect: Extract<Effect, { kind: 'destroy' }>, box: Box): Promise<void> => {
    const { containerId } = effect
    const process = effect.process ?? (cgroups ? undefined : await firstProcess(containerId, box))
    const memory = cgroups && oomKills(cgroups, containerId) > 0 ? readMemoryLimit(cgroups, containerId) : undefined
    try {
      if (cgroups) await destroyCgroups(cgroups, containerId, options.destroyTimeoutMillis)
      if (cgroups === undefined && process) {
        await sweepContainer(process, effect.directory, options.destroyTimeoutMillis)
      }
    } catch (error) {
      options.count('containerizer/mesos/container_destroy_errors')
      log.error(`container ${containerId} can't be cleaned up wholly`, { error })
    }
    const record = effect.record ?? launcher.read(containerId).ended
    boxes.delete(containerId)
    post({ kind: 'container-destroyed', containerId, ...(record ? { record } : {}), ...(memory ? { memory } : {}) })
    // Only now, when what it says is on disk elsewhere.
    setImmediate(() => launcher.forget(containerId))
  }

  return {
    launch: async order => {
      const { containerId } = order
      const box: Box = { cancelled: false, limited: false }
      boxes.set(containerId, box)
      try {
        const user = order.user === undefined ? undefined : findUser(order.user)
        makeSandbox(order.directory, user)
        const uris = order.command.uris ?? []
        if (uris.length > 0) {
          const { frameworksHome, fetcherStallMillis: stallMillis } = options
          const failure = await fetchAll(uris, { sandbox: order.directory, user, frameworksHome, stallMillis })
          options.count(`containerizer/fetcher/task_fetches_${failure === undefined ? 'succeeded' : 'failed'}`)
          if (failure !== undefined) {
            throw new MantlError(
              'follower.fetch',
              `Failed to fetch all URIs for container '${containerId}': ${failure}`,
            )
          }
        }
        if (box.cancelled) return
        const spec = prepare(order, user)
        launcher.reserve(containerId)
        launcher.launch(containerId, spec, cgroups ? createCgroups(cgroups, spec) : [])
        box.starting = true
      } catch (error) {
        if (!box.cancelled) await failLaunch(containerId, (error as Error).message)
      }
    },
    update: (containerId, resources) => {
      if (cgroups && boxes.has(containerId)) updateCgroups(cgroups, isolate(unknown(containerId, resources)))
    },
    signal: ({ containerId, process, signal }) => signalContainer(cgroups, containerId, process, signal),
    destroy: effect => {
      const box = boxes.get(effect.containerId) ?? { cancelled: true, limited: false }
      boxes.set(effect.containerId, box)
      box.cancelled = true
      box.destroying ??= tearDown(effect, box)
      return box.destroying
    },
    adopt: containerId => {
      const { started, ended } = launcher.read(containerId)
      boxes.set(containerId, { cancelled: false, limited: false, ...(started ? { process: started } : {}) })
      if (started) post({ kind: 'container-started', containerId, pid: started.pid, startTime: started.startTime })
      if (ended) post({ kind: 'container-ended', containerId, record: ended })
      else if (started === undefined) post({ kind: 'container-ended', containerId })
    },
    removeOrphans: async () => {
      for (const containerId of launcher.known()) {
        if (boxes.has(containerId)) continue
        log.info(`removing the orphaned container ${containerId}`)
        const { started } = launcher.read(containerId)
        if (cgroups) await destroyCgroups(cgroups, containerId, options.destroyTimeoutMillis).catch(logged(log))
        else if (started) await sweepContainer(started, '', options.destroyTimeoutMillis).catch(logged(log))
        launcher.forget(containerId)
      }
    },
    usage: containerId => readUsage(options.isolators, options.settings, cgroups, containerId, boxes.get(containerId)?.process),
    close: () => {
      cancelWatch()
      launcher.close()
    },
  }
}

const logged = (log: Logger) => (error: unknown) => log.error('cleaning up failed', { error })

/** Changes with each boot: records of processes from before mean nothing then. */
export const readBootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

/** A running container of which only the resources count. */
const unknown = (id: string, resources: ContainerResources): Container => ({
  id,
  kind: 'executor',
  command: {},
  directory: '/',
  resources,
})
