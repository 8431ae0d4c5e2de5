import { ok } from '../answer.ts'
import type { BuildInfo } from '../build-info.ts'
import type { Route } from '../types.ts'

/** Keys sorted, as Mesos writes them. */
export const versionRoute = (build: BuildInfo): Route => {
  const sorted = Object.fromEntries(Object.entries(build).sort(([a], [b]) => (a < b ? -1 : 1)))
  return { path: '/version', handle: () => ok(sorted) }
}
