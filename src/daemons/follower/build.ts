import type { BuildInfo } from '../../http/routes/version.ts'

/** The Mesos release whose protocols we speak: leaders turn away agents that say something older than 1.0.0. */
export const build: BuildInfo = {
  version: '1.9.0',
  build_date: '2026-11-21 00:00:00 UTC',
  build_time: 1795219200,
  build_user: '',
}
