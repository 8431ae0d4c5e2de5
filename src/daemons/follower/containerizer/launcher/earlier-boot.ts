import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readText, writeWhole } from '../../recovery/files.ts'
import { parseRecordFile } from './record-files.ts'

/**
 * Numbers of processes from before a reboot name others now: nobody is to be killed for them. What was prepared then is still to be undone,
 * so that much is kept. Without a word on the boot the records are of this one.
 */
export const dropEarlierBoot = (folder: string, bootId: string): void => {
  const file = join(folder, 'boot_id')
  const earlier = readText(file)
  if (earlier === bootId) return
  for (const name of earlier === undefined ? [] : readdirSync(folder)) {
    const kind = parseRecordFile(name)?.kind
    if (kind === 'started' || kind === 'ended') rmSync(join(folder, name))
  }
  writeWhole(file, bootId)
}
