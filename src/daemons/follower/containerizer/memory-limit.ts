import type { MemoryLimitReached } from '../events.ts'
import { type CgroupLayout, readCgroupFiles } from '../linux/cgroups.ts'

const files = {
  v1: {
    limit: 'memory/memory.limit_in_bytes',
    peak: 'memory/memory.max_usage_in_bytes',
    statistics: 'memory/memory.stat',
  },
  v2: { limit: 'memory.max', peak: 'memory.peak', statistics: 'memory.stat' },
}

/** What the framework is told of a container that needed more memory than it has. */
export const readMemoryLimit = (cgroups: CgroupLayout, containerId: string): MemoryLimitReached => {
  const { limit, peak, statistics } = files[cgroups.kind]
  const texts = readCgroupFiles(cgroups, containerId, [limit, peak, statistics])
  const number = (path: string) => Number(/^\d+/.exec(texts.get(path) ?? '')?.[0] ?? 0)
  return {
    limitBytes: number(limit),
    maxUsedBytes: number(peak) || number(limit),
    statistics: texts.get(statistics) ?? '',
  }
}
