import type { Change } from '../../../src/provisioning/model/change.ts'

/** Of a unit that runs, or is started for the first time. */
export const restart = (running: boolean, unit = 'u'): Change => ({
  kind: 'restart-unit',
  unit,
  manager: 'systemd',
  file: '/f',
  runtime: '/r',
  digest: 'd',
  record: '/k',
  running,
  why: 'w',
})
