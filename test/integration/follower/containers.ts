import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Containerizer, createContainerizer } from '../../../src/daemons/follower/containerizer/containerizer.ts'
import { createStreams } from '../../../src/daemons/follower/containerizer/streams/streams.ts'
import { createOwnDisk } from '../../../src/daemons/follower/disk/own-disk.ts'
import type { LaunchOrder } from '../../../src/daemons/follower/effects.ts'
import type { Event, EventOf } from '../../../src/daemons/follower/events.ts'
import { followerFlags } from '../../../src/daemons/follower/flags.ts'
import { chooseImages, openImages } from '../../../src/daemons/follower/images/open-images.ts'
import { chooseIsolation } from '../../../src/daemons/follower/isolation.ts'
import { systemClock } from '../../../src/runtime/clock.ts'
import { parseFlags } from '../../../src/runtime/flags.ts'
import { createLogger } from '../../../src/runtime/logger.ts'
import { createMetrics } from '../../../src/runtime/metrics.ts'
import { busyboxImage, writeDockerArchive } from '../../support/images/build.ts'
import { leaksOf } from '../../support/leaks.ts'
import { until } from './follower-process.ts'

/** The real containerizer, in this process, with the real images and isolators; what is tried is tried from inside. */
export class Containers {
  readonly folder: string
  readonly cgroup: string
  readonly flags: readonly string[]
  events: Event[] = []
  containerizer!: Containerizer

  /** `at`: another one's places. */
  constructor(flags: readonly string[], at?: { readonly folder: string; readonly cgroup: string }) {
    this.flags = flags
    this.folder = at?.folder ?? mkdtempSync(join(tmpdir(), 'mantl-containers-'))
    this.cgroup = at?.cgroup ?? `mantl-containers-${process.pid}`
    if (at !== undefined) return
    mkdirSync(join(this.folder, 'registry'))
    writeDockerArchive(join(this.folder, 'registry'), busyboxImage())
  }

  /** As a follower that has come back does it; the earlier one must be closed. */
  async open(): Promise<this> {
    const parsed = parseFlags(followerFlags, {
      argv: [
        '--master=127.0.0.1:5050',
        `--work_dir=${this.folder}/work`,
        `--runtime_dir=${this.folder}/run`,
        `--cgroups_root=${this.cgroup}`,
        `--docker_registry=${this.folder}/registry`,
        `--docker_store_dir=${this.folder}/store`,
        ...this.flags,
      ],
      env: {},
      readFile: () => '',
      program: 'test',
    })
    if (parsed.kind !== 'values') throw new Error(JSON.stringify(parsed))
    const root = process.getuid?.() === 0
    const isolation = chooseIsolation(parsed.values, root)
    const clock = systemClock
    const log = createLogger('test', 'ERROR')
    const backend = await chooseImages(parsed.values, root, log)
    const metrics = createMetrics(clock)
    const disk = createOwnDisk()
    const images = backend ? { provisioner: openImages(parsed.values, backend, { disk, metrics, clock, log }) } : {}
    this.containerizer = createContainerizer({
      runtimeDir: parsed.values.runtime_dir,
      ...isolation,
      ...images,
      disk,
      streams: createStreams(`${this.folder}/run/streams`),
      fetcher: { fetch: () => Promise.resolve(undefined), stop: () => Promise.resolve() },
      destroyTimeoutMillis: 60_000,
      becomesOthers: root,
      clock,
      log,
      post: event => void this.events.push(event),
      count: () => {},
    })
    return this
  }

  /** What an earlier one of this id did and said, in a first try of a test, is forgotten. */
  order(id: string, command: string, more: Partial<LaunchOrder> = {}): LaunchOrder {
    this.events = this.events.filter(event => !('containerId' in event && event.containerId === id))
    rmSync(join(this.directoryOf(id), 'stdout'), { force: true })
    const parent = id.includes('/') ? this.directoryOf(id.slice(0, id.lastIndexOf('/'))) : undefined
    const name = id.slice(id.lastIndexOf('/') + 1)
    return {
      containerId: id,
      kind: parent === undefined ? 'executor' : 'nested',
      command: { value: command, shell: true },
      directory: parent === undefined ? this.directoryOf(id) : `${parent}/containers/${name}`,
      environment: {
        PATH: '/usr/bin:/bin',
        MESOS_DIRECTORY: this.directoryOf(id),
        MESOS_SANDBOX: this.directoryOf(id),
      },
      resources: { cpus: 0.1, mem: 64 },
      ...more,
    }
  }

  directoryOf(id: string): string {
    const [first, ...rest] = id.split('/')
    return join(this.folder, 'work/runs', first!, ...rest.flatMap(name => ['containers', name]))
  }

  /** Until it has ended by itself; all that it said on stdout. */
  async run(id: string, command: string, more: Partial<LaunchOrder> = {}): Promise<string> {
    await this.containerizer.launch(this.order(id, command, more))
    const ended = await this.event('container-ended', id)
    const { directory = this.directoryOf(id) } = more
    const said = readFileSync(join(directory, 'stdout'), 'utf8')
    if (ended.record?.exitCode !== 0) {
      throw new Error(`${JSON.stringify(ended)} ${said} ${readFileSync(join(directory, 'stderr'), 'utf8')}`)
    }
    await this.destroy(id)
    return said
  }

  /** Until it runs. */
  async start(id: string, command: string, more: Partial<LaunchOrder> = {}): Promise<number> {
    await this.containerizer.launch(this.order(id, command, more))
    return (await this.event('container-started', id)).pid
  }

  async destroy(id: string): Promise<void> {
    await this.containerizer.destroy({ kind: 'destroy', containerId: id, directory: this.directoryOf(id) })
    await this.event('container-destroyed', id)
  }

  find<K extends 'container-started' | 'container-ended' | 'container-destroyed' | 'launch-failed'>(
    kind: K,
    id: string,
  ): EventOf<K> | undefined {
    return this.events.find(event => event.kind === kind && 'containerId' in event && event.containerId === id) as
      | EventOf<K>
      | undefined
  }

  async event<K extends 'container-started' | 'container-ended' | 'container-destroyed' | 'launch-failed'>(
    kind: K,
    id: string,
  ): Promise<EventOf<K>> {
    const failed = () => (kind === 'launch-failed' ? undefined : this.find('launch-failed', id))
    await until(() => (this.find(kind, id) ?? failed()) !== undefined, `${kind} of ${id}`)
    const found = this.find(kind, id)
    if (found === undefined) throw new Error(failed()?.message)
    return found
  }

  /** Everything is destroyed by now: what is left is a leak. */
  leaks(): readonly string[] {
    const records = readdirSync(join(this.folder, 'run/containers')).filter(name => name !== 'boot_id')
    return [...leaksOf(this), ...records.map(name => `record ${name}`)]
  }

  close(): void {
    this.containerizer.close()
    for (const controller of ['', ...readdirSync('/sys/fs/cgroup')]) {
      try {
        rmdirSync(join('/sys/fs/cgroup', controller, this.cgroup))
      } catch {}
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}
