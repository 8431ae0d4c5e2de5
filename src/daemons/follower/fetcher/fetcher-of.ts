import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '../../../runtime/logger.ts'
import type { Metrics } from '../../../runtime/metrics.ts'
import type { FollowerFlags } from '../identity.ts'
import { createFetcher, type Fetcher } from './fetcher.ts'

/** The fetcher that the flags ask for, and what it tells of itself. */
export const fetcherOf = (flags: FollowerFlags, metrics: Metrics, log: Logger): Fetcher => {
  const fetcher = createFetcher({
    frameworksHome: flags.frameworks_home,
    stallMillis: flags.fetcher_stall_timeout,
    cacheFolder: join(flags.fetcher_cache_dir ?? join(tmpdir(), 'mesos', 'fetch'), ownName(flags.work_dir)),
    cacheBytes: flags.fetcher_cache_size,
    jailFolder: join(flags.runtime_dir, 'fetcher-jail'),
    log,
  })
  metrics.gauge('containerizer/fetcher/cache_size_total_bytes', () => fetcher.cacheBytes.total)
  metrics.gauge('containerizer/fetcher/cache_size_used_bytes', () => fetcher.cacheBytes.used())
  return fetcher
}

/** Agents that share a machine share the flag's default: each has a folder of its own in there, so that none empties another's. */
const ownName = (workDir: string): string => `agent-${createHash('sha256').update(workDir).digest('hex').slice(0, 16)}`
