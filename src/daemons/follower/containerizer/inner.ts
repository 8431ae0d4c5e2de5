import type { Clock } from '../../../runtime/clock.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Disk } from '../disk/disk.ts'
import type { Event } from '../events.ts'
import type { Provisioner } from '../images/provisioner.ts'
import type { CgroupLayout } from '../linux/cgroups.ts'
import type { VolumeGids } from '../volume-gids/volume-gids.ts'
import type { Box } from './box.ts'
import type { Container } from './container.ts'
import type { ContainerFetcher } from './fetcher.ts'
import type { Isolator, IsolatorSettings } from './isolators/isolator.ts'
import type { Launcher } from './launcher/launcher.ts'
import type { Pacing, Slots } from './pacing.ts'
import type { Pending } from './pending.ts'
import type { Preparers } from './preparations/table.ts'
import type { Streams } from './streams/streams.ts'

/** What the rooms of the containerizer share. */
export interface Inner {
  /** By keyOf their ids, parents before children. */
  readonly boxes: Map<string, Box>
  /** Whose ends were told, until nothing of them is left; by keyOf their ids. */
  readonly cleaning: Map<string, Promise<void>>
  readonly launcher: Launcher
  readonly disk: Disk
  readonly isolators: readonly Isolator[]
  readonly settings: IsolatorSettings
  readonly preparers: Preparers
  readonly cgroups?: CgroupLayout
  readonly provisioner?: Provisioner
  readonly streams?: Streams
  readonly fetcher: ContainerFetcher
  readonly pending: Pending
  readonly pacing: Pacing
  /** Of what is done once all processes have been looked at: hundreds wait for that. */
  readonly looks: Pacing
  /** Of those whose shim has yet to say what it has started. */
  readonly starts: Slots
  /** Of those that are cleaned up. */
  readonly ends: Slots
  /** Absent: volumes have no groups of their own. */
  readonly volumeGids?: Pick<VolumeGids, 'leave'>
  readonly destroyTimeoutMillis: number
  readonly clock: Clock
  readonly log: Logger
  readonly post: (event: Event) => void
  /** Once all is on disk that events posted before have brought. */
  readonly settled: () => Promise<void>
  readonly count: (metric: string) => void
  /** As isolators see it, with all that are around it; `undefined`: nobody knows what it was. */
  readonly containerOf: (id: string) => Container | undefined
}
