import type { PerfStatistics } from '../../../../mesos/messages/statistics.ts'
import type { Clock } from '../../../../runtime/clock.ts'
import type { Logger } from '../../../../runtime/logger.ts'
import { runProgram } from '../../linux/run-program.ts'
import { perfArguments, readPerf } from './perf-sample.ts'
import { rounds } from './rounds.ts'
import type { Watched } from './watched.ts'
import type { Watcher } from './watcher.ts'

export interface PerfWatch {
  readonly running: () => readonly Watched[]
  /** Where a container's cgroup lies below the root of the hierarchy. */
  readonly cgroupOf: (containerId: string) => string
  /** --perf_events. */
  readonly events: readonly string[]
  /** Milliseconds. */
  readonly interval: number
  readonly duration: number
  readonly clock: Clock
  readonly log: Logger
}

/** perf itself needs a moment to begin and to end. */
const marginMillis = 10_000

/** The isolator cgroups/perf_event: counts the events of all containers at once, now and then. `perf`: the program's path. */
export const watchPerfEvents = (options: PerfWatch, perf: string): Watcher => {
  let samples: ReadonlyMap<string, PerfStatistics> = new Map()
  const look = async () => {
    const cgroups = new Map(options.running().map(({ containerId }) => [options.cgroupOf(containerId), containerId]))
    if (cgroups.size === 0) return
    const begun = options.clock.now() / 1000
    const duration = options.duration / 1000
    const args = perfArguments(options.events, [...cgroups.keys()], duration)
    const { code, stdout, stderr } = await runProgram({
      program: perf,
      args,
      timeoutMillis: options.duration + marginMillis,
    })
    // A container that has ended in the meantime is enough for perf to refuse them all: the next sample will do.
    if (code !== 0) return options.log.debug('perf has counted nothing', { stderr })
    samples = new Map(
      [...readPerf(stdout)].flatMap(([cgroup, figures]) => {
        const containerId = cgroups.get(cgroup)
        return containerId === undefined ? [] : [[containerId, { timestamp: begun, duration, ...figures }] as const]
      }),
    )
  }
  const close = rounds(options.clock, options.log, options.interval, look)
  return {
    usage: containerId => {
      const sample = samples.get(containerId)
      return sample === undefined ? {} : { perf: sample }
    },
    close,
  }
}
