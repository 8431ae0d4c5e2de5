import { folder } from './folder.ts'
import { hostPath } from './host-path.ts'
import { link } from './link.ts'
import { mountPoint } from './mount-point.ts'
import { network } from './network.ts'
import { pin } from './pin.ts'
import type { Preparation } from './preparation.ts'
import type { Preparer } from './preparer.ts'
import { sandboxFolder } from './sandbox-folder.ts'
import { secrets } from './secrets.ts'
import { shm } from './shm.ts'
import { xfsProject } from './xfs-project.ts'

export type Preparers = { readonly [K in Preparation['kind']]?: Preparer<K> }

/** How each kind is done that needs nothing but the machine. Others are added where the follower is wired. */
export const preparers: Preparers = {
  folder,
  link,
  'sandbox-folder': sandboxFolder,
  pin,
  'mount-point': mountPoint,
  'host-path': hostPath,
  secrets,
  shm,
  'xfs-project': xfsProject,
  network,
}
