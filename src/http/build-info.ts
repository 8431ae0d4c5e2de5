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

/** The release of Mesos whose wire and behaviour leader and follower have: peers and tools look at it. */
export const MESOS_VERSION = '1.11.0'

/** What /version and the heads of the state endpoints say. A day rather than the minute of a build: the same sources give the same bytes. */
export const buildInfo: BuildInfo = {
  version: MESOS_VERSION,
  build_date: '2026-11-21 00:00:00 UTC',
  build_time: 1_795_219_200,
  build_user: '',
}
