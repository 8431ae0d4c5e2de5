import { cpus, freemem, loadavg, totalmem } from 'node:os'
import { ok } from '../answer.ts'
import type { Route } from '../types.ts'

/** Load, processors and memory of the machine. */
export const systemStatsRoute = (): Route => ({
  path: '/system/stats.json',
  handle: () => {
    const [avg_load_1min, avg_load_5min, avg_load_15min] = loadavg()
    return ok({
      avg_load_15min,
      avg_load_1min,
      avg_load_5min,
      cpus_total: cpus().length,
      mem_free_bytes: freemem(),
      mem_total_bytes: totalmem(),
    })
  },
})
