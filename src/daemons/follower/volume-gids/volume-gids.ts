import { closeSync, fstatSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { VolumeGidInfos } from '../../../mesos/messages/volume-gids.ts'
import { openBeneath } from '../linux/beneath.ts'
import { giveTree } from '../linux/tree-group.ts'
import type { Paths } from '../paths.ts'
import { readMessageFile, writeMessageFile } from '../recovery/files.ts'
import { claim, figures, type GidLedger, type GidRange, type Holder, inSandbox } from './ledger.ts'

/** --volume_gid_range: volumes that several users write to belong to a group of their own, which their tasks are in. */
export interface VolumeGids {
  /** The group of the volume in this folder; `undefined`: none is left. Nothing is on disk yet. */
  claim(path: string, type: Holder['type']): number | undefined
  /** The folder and all in it is the group's that was claimed for it. */
  grant(path: string): Promise<void>
  /** The container with this sandbox has ended: what was shared in it is its user's alone again. */
  leave(sandbox: string): Promise<void>
  /** Volumes that are gone, and those in sandboxes of none of these containers, have none any more. */
  keepOnly(sandboxes: readonly string[]): Promise<void>
  /** Volumes that are gone have none any more. */
  forgetGone(): void
  figures(): { readonly total: number; readonly free: number }
}

export const openVolumeGids = (paths: Paths, range: readonly GidRange[]): VolumeGids => {
  const ledger: GidLedger = { range, held: readHeld(paths) }
  const take = async (path: string): Promise<void> => {
    await giveBack(paths, path)
    ledger.held.delete(path)
  }
  const takeAll = async (volumes: readonly string[]): Promise<void> => {
    if (volumes.length === 0) return
    for (const path of volumes) await take(path)
    write(paths, ledger)
  }
  return {
    claim: (path, type) => claim(ledger, path, type),
    grant: async path => {
      const holder = ledger.held.get(path)
      if (holder === undefined || groupOf(paths, path) === holder.gid) return
      // On disk before it is done: nobody else gets the group while something is the group's.
      write(paths, ledger)
      await giveTree(...place(paths, path), holder.gid, true)
    },
    leave: sandbox => takeAll(inSandbox(ledger, sandbox)),
    keepOnly: async sandboxes => {
      const within = (path: string) => sandboxes.some(sandbox => path.startsWith(`${sandbox}/`))
      await takeAll(
        [...ledger.held].flatMap(([path, { type }]) => (type === 'SANDBOX_PATH' && !within(path) ? [path] : [])),
      )
      forgetGone(paths, ledger)
    },
    forgetGone: () => forgetGone(paths, ledger),
    figures: () => figures(ledger),
  }
}

const forgetGone = (paths: Paths, { held, range }: GidLedger): void => {
  const gone = [...held.keys()].filter(path => statSync(path, { throwIfNoEntry: false }) === undefined)
  if (gone.length === 0) return
  for (const path of gone) held.delete(path)
  write(paths, { held, range })
}

/** Below a folder that is ours: nobody else can put a link on the way. */
const place = ({ root }: Paths, path: string): [string, string] =>
  path.startsWith(`${root}/`) ? [root, path.slice(root.length + 1)] : [path, '']

const groupOf = (paths: Paths, path: string): number => {
  const folder = openBeneath(...place(paths, path))
  const { gid } = fstatSync(folder)
  closeSync(folder)
  return gid
}

/** To the group of the folder around it. One that is gone, or became a link, is nobody's. */
const giveBack = async (paths: Paths, path: string): Promise<void> => {
  try {
    await giveTree(...place(paths, path), groupOf(paths, dirname(path)), false)
  } catch (error) {
    if ((error as { code?: string }).code !== 'follower.path') throw error
  }
}

const readHeld = (paths: Paths): Map<string, Holder> =>
  new Map(
    (readMessageFile(paths.volumeGids, VolumeGidInfos)?.infos ?? []).map(({ path, gid, type }) => [
      path,
      { gid, type: type === 'SANDBOX_PATH' ? type : 'PERSISTENT' },
    ]),
  )

const write = ({ volumeGids }: Paths, { held }: GidLedger): void =>
  writeMessageFile(
    volumeGids,
    VolumeGidInfos,
    { infos: [...held].map(([path, holder]) => ({ path, ...holder })) },
    true,
  )
