import type { ResourceStatistics } from '../../../../mesos/messages/statistics.ts'
import type { Limitation } from '../../events.ts'
import type { DiskTarget } from './disk-targets.ts'
import { diskLimitation, diskStatistics } from './disk-usage.ts'

/** What one look at the disk has brought to light. */
export interface DiskFindings {
  /** By container. */
  readonly statistics: ReadonlyMap<string, Partial<ResourceStatistics>>
  /** Who has taken too much, and why it must end. */
  readonly over: readonly { readonly containerId: string; readonly limitation: Limitation }[]
}

/** `used`: bytes by path, as far as they are known. PURE. */
export const diskFindings = (
  running: readonly { readonly containerId: string; readonly targets: readonly DiskTarget[] }[],
  used: ReadonlyMap<string, number>,
): DiskFindings => ({
  statistics: new Map(running.map(({ containerId, targets }) => [containerId, diskStatistics(targets, used)])),
  over: running.flatMap(({ containerId, targets }) => {
    const limitation = diskLimitation(targets, used)
    return limitation === undefined ? [] : [{ containerId, limitation }]
  }),
})
