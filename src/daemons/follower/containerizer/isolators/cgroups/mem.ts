import { type ContainerResources, megabytes } from '../../launch-spec.ts'
import type { Isolator, IsolatorSettings, MachineAbilities, Readings } from '../isolator.ts'
import { keyed } from './keyed.ts'
import { needsCgroups } from './needs-cgroups.ts'

const minMegabytes = 32

/** Soft and hard limit at `mem`, never under 32 MB; over the hard one the kernel kills (figures of Mesos' cgroups/mem). */
export const cgroupsMem: Isolator = {
  name: 'cgroups/mem',
  impossible: (machine: MachineAbilities) => needsCgroups('memory', machine),
  prepare: (spec, { resources }, settings) => ({
    ...spec,
    linux: {
      ...spec.linux,
      controllers: [...spec.linux.controllers, 'memory'],
      resources: { ...spec.linux.resources, memory: limits(resources, settings) },
    },
  }),
  readings: {
    v1: [
      'memory/memory.usage_in_bytes',
      'memory/memory.limit_in_bytes',
      'memory/memory.soft_limit_in_bytes',
      'memory/memory.memsw.usage_in_bytes',
      'memory/memory.stat',
    ],
    v2: ['memory.current', 'memory.max', 'memory.low', 'memory.stat'],
  },
  usage: readings => ({ ...totals(readings), ...parts(readings) }),
}

const limits = ({ mem }: ContainerResources, settings: IsolatorSettings) => {
  const bytes = megabytes(Math.max(mem, minMegabytes))
  return { reservation: bytes, limit: bytes, ...(settings.cgroups_limit_swap ? { swap: bytes } : {}) }
}

const totals = (readings: Readings) => ({
  mem_total_bytes: whole(readings, 'memory/memory.usage_in_bytes', 'memory.current'),
  mem_limit_bytes: whole(readings, 'memory/memory.limit_in_bytes', 'memory.max'),
  mem_soft_limit_bytes: whole(readings, 'memory/memory.soft_limit_in_bytes', 'memory.low'),
  mem_total_memsw_bytes: whole(readings, 'memory/memory.memsw.usage_in_bytes'),
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
    mem_swap_bytes: of('swap', 'swap'),
    mem_unevictable_bytes: of('unevictable', 'unevictable'),
  }
}

/** `max`, the unified hierarchy's word for no limit, is no number: absent. */
const whole = (readings: Readings, ...paths: readonly string[]): number | undefined => {
  for (const path of paths) {
    const text = readings.get(path)?.trim()
    if (text !== undefined && /^\d+$/.test(text)) return Number(text)
  }
  return undefined
}
