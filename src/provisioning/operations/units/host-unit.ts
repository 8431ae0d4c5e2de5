import type { Layout } from '../../layout.ts'
import { sha256 } from '../../model/content.ts'
import type { Operation } from '../../model/operation.ts'
import { running } from './running.ts'

/**
 * A unit of systemd that the distribution or a role brings, and that is not one of our daemons: it runs, starts at boot, and restarts when
 * what it reads has changed. `reads`: texts of the files that it reads at its start.
 */
export const hostUnit = (unit: string, layout: Layout, reads: readonly string[]): Operation =>
  running({
    unit,
    manager: 'systemd',
    record: `${layout.state}/started/${unit}`,
    runtime: '',
    file: `/etc/systemd/system/${unit}.service`,
    digest: sha256([unit, ...reads].join('\0')),
  })
