import { cpus, freemem, loadavg, totalmem } from 'node:os'
import type { Metrics } from './metrics.ts'

/** The keys that both daemons have. */
export const addSystemMetrics = (metrics: Metrics): void => {
  metrics.gauge('system/cpus_total', () => cpus().length)
  metrics.gauge('system/load_1min', () => loadavg()[0]!)
  metrics.gauge('system/load_5min', () => loadavg()[1]!)
  metrics.gauge('system/load_15min', () => loadavg()[2]!)
  metrics.gauge('system/mem_free_bytes', freemem)
  metrics.gauge('system/mem_total_bytes', totalmem)
}
