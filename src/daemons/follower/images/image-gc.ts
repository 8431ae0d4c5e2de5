import { statfsSync } from 'node:fs'
import type { ImageGcConfig } from '../../../mesos/messages/flag-json.ts'
import type { Clock } from '../../../runtime/clock.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Provisioner } from './provisioner.ts'

export interface ImageGcOptions {
  readonly config: ImageGcConfig
  readonly provisioner: Provisioner
  readonly clock: Clock
  readonly log: Logger
  /** The used part of the disk that images are on, 0 to 1. */
  readonly used: () => number
}

/** --image_gc_config: prunes whenever less than the headroom is free. Returns what ends it. */
export const startImageGc = ({ config, provisioner, clock, log, used }: ImageGcOptions): (() => void) => {
  const interval = Number(config.image_disk_watch_interval.nanoseconds) / 1e6
  const look = async () => {
    try {
      if (used() > 1 - config.image_disk_headroom) await provisioner.prune(config.excluded_images ?? [])
    } catch (error) {
      log.warning('images can not be removed: that is tried again later', { error })
    }
    cancel = clock.after(interval, look, true)
  }
  let cancel = clock.after(interval, look, true)
  return () => cancel()
}

/** As df counts: what only root may use is not free. */
export const usedPart = (folder: string): number => {
  const { blocks, bfree, bavail } = statfsSync(folder)
  const taken = blocks - bfree
  return taken + bavail === 0 ? 0 : taken / (taken + bavail)
}
