import type { UnitManager } from './change.ts'

/** What must be known of a host before roles can say what they want there; read once, right after connecting. */
export interface Surroundings {
  readonly uid: number
  readonly user: string
  readonly group: string
  readonly home: string
  /** As `uname -m` says: x86_64, aarch64. */
  readonly architecture: string
  /** ID of /etc/os-release: debian, ubuntu, rocky … */
  readonly os: string
  readonly osVersion: string
  readonly unitManager: UnitManager
  /** XDG_*_HOME as the user has them set, where he has. */
  readonly xdg: { readonly data?: string; readonly config?: string; readonly state?: string; readonly runtime?: string }
}
