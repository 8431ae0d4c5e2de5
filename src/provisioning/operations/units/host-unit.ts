import type { Layout } from '../../layout.ts'
import { sha256 } from '../../model/content.ts'
import type { Facts } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'
import { type ReadFile, startForgotten } from './read-files.ts'
import { running } from './running.ts'

/**
 * A unit of systemd that the distribution or a role brings, and that is not one of our daemons, with the files that it reads: it runs, starts at
 * boot, and restarts when one of these has changed.
 */
export const hostUnit = (unit: string, layout: Layout, files: readonly ReadFile[]): readonly Operation[] => {
  const question = { unit, manager: 'systemd', record: `${layout.state}/started/${unit}`, runtime: '' } as const
  const digest = (facts: Facts) => sha256([unit, ...files.map(read => read.sha256(facts))].join('\0'))
  return [
    startForgotten(question, files, digest),
    ...files.map(({ operation }) => operation),
    running({ ...question, file: `/etc/systemd/system/${unit}.service`, digest, files }),
  ]
}
