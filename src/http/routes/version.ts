import { ok } from '../answer.ts'
import type { Route } from '../types.ts'

export interface BuildInfo {
  readonly version: string
  /** `2026-11-20 21:47:21 UTC`. */
  readonly build_date: string
  /** Seconds since the epoch. */
  readonly build_time: number
  readonly build_user: string
  readonly git_sha?: string
  readonly git_branch?: string
  readonly git_tag?: string
}

/** Keys sorted, as Mesos writes them. */
export const versionRoute = (build: BuildInfo): Route => {
  const sorted = Object.fromEntries(Object.entries(build).sort(([a], [b]) => (a < b ? -1 : 1)))
  return { path: '/version', handle: () => ok(sorted) }
}
