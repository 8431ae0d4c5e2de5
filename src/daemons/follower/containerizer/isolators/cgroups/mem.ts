import type { Container } from '../../container.ts'
import { type ContainerResources, type LaunchSpec, megabytes } from '../../launch-spec.ts'
import type { Isolator, IsolatorSettings, MachineAbilities, Readings } from '../isolator.ts'
import { inCgroups, sharesCgroups } from './in-cgroups.ts'
import { keyed } from './keyed.ts'
import { needsCgroups } from './needs-cgroups.ts'

const minMegabytes = 32

/**
 * Soft limit at `mem`, hard limit there too or where the task's own limit is, neither under 32 MB; over the hard one the kernel kills
 * (figures of Mesos' cgroups/mem).
 */
export const cgroupsMem: Isolator = {
  name: 'cgroups/mem',
  impossible: (machine: MachineAbilities, settings) =>
    needsCgroups('memory', machine) ??
    (settings.cgroups_limit_swap && machine.countsSwap === false
      ? '--cgroups_limit_swap needs a kernel that counts swap (swapaccount=1)'
      : undefined),
  prepare: (spec, container, settings) =>
    withOomScore(
      inCgroups(spec, container, ['memory'], { memory: limits(container.resources, settings) }),
      container,
      settings,
    ),
  readings: {
    v1: [
      'memory/memory.usage_in_bytes',
      'memory/memory.limit_in_bytes',
      'memory/memory.soft_limit_in_bytes',
      'memory/memory.memsw.usage_in_bytes',
      'memory/memory.kmem.usage_in_bytes',
      'memory/memory.kmem.tcp.usage_in_bytes',
      'memory/memory.stat',
    ],
    v2: ['memory.current', 'memory.max', 'memory.low', 'memory.stat', 'memory.swap.current'],
  },
  usage: readings => ({ ...totals(readings), ...parts(readings) }),
}

const limits = ({ mem, limits: beyond }: ContainerResources, settings: IsolatorSettings) => {
  const reservation = atLeast(mem)
  const limit = beyond?.mem === undefined ? reservation : atLeast(beyond.mem)
  return { reservation, limit, ...(settings.cgroups_limit_swap ? { swap: limit } : {}) }
}

const atLeast = (mem: number): number =>
  mem === Number.POSITIVE_INFINITY ? -1 : megabytes(Math.max(mem, minMegabytes))

/** Whoever may use more than it asked for goes first when the machine runs out, and the sooner the less it asked for. */
const withOomScore = (spec: LaunchSpec, container: Container, { machine }: IsolatorSettings): LaunchSpec => {
  const memory = spec.linux.resources.memory
  const burstable = memory !== undefined && (memory.limit === -1 || (memory.limit ?? 0) > (memory.reservation ?? 0))
  if (!burstable || machine === undefined || !isTask(container)) return spec
  const oomScoreAdj = 1000 - Math.floor((1000 * (memory.reservation ?? 0)) / machine.memoryBytes)
  return { ...spec, process: { ...spec.process, oomScoreAdj: Math.max(oomScoreAdj, 0) } }
}

/** Executors keep the kernel's own score: their tasks go before them. */
const isTask = (container: Container): boolean =>
  container.kind === 'executor' ? container.task === true : container.kind === 'nested' && !sharesCgroups(container)

const totals = (readings: Readings) => ({
  mem_total_bytes: whole(readings, 'memory/memory.usage_in_bytes', 'memory.current'),
  mem_limit_bytes: whole(readings, 'memory/memory.limit_in_bytes', 'memory.max'),
  mem_soft_limit_bytes: whole(readings, 'memory/memory.soft_limit_in_bytes', 'memory.low'),
  mem_total_memsw_bytes: whole(readings, 'memory/memory.memsw.usage_in_bytes'),
  mem_kmem_usage_bytes: whole(readings, 'memory/memory.kmem.usage_in_bytes'),
  mem_kmem_tcp_usage_bytes: whole(readings, 'memory/memory.kmem.tcp.usage_in_bytes'),
})

const parts = (readings: Readings) => {
  const v1 = readings.get('memory/memory.stat')
  const stat = keyed(v1 ?? readings.get('memory.stat'))
  const of = (old: string, unified: string) => (v1 !== undefined ? stat.get(`total_${old}`) : stat.get(unified))
  const rss = of('rss', 'anon')
  const cache = of('cache', 'file')
  return {
    mem_rss_bytes: rss,
    mem_anon_bytes: rss,
    mem_cache_bytes: cache,
    mem_file_bytes: cache,
    mem_mapped_file_bytes: of('mapped_file', 'file_mapped'),
    mem_swap_bytes: of('swap', 'swap') ?? whole(readings, 'memory.swap.current'),
    mem_unevictable_bytes: of('unevictable', 'unevictable'),
  }
}

/** What the old hierarchy has for no limit is near 2^63. */
const noLimit = 2 ** 62

/** `max`, the unified hierarchy's word for no limit, is no number: absent. */
const whole = (readings: Readings, ...paths: readonly string[]): number | undefined => {
  for (const path of paths) {
    const text = readings.get(path)?.trim()
    if (text !== undefined && /^\d+$/.test(text) && Number(text) < noLimit) return Number(text)
  }
  return undefined
}
