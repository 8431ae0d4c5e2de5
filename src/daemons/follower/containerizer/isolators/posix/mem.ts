import type { Isolator } from '../isolator.ts'

/** Limits nothing; tells how much memory the container's processes hold. */
export const posixMem: Isolator = {
  name: 'posix/mem',
  usage: (_, processes) => ({ mem_rss_bytes: processes.rssBytes }),
}
