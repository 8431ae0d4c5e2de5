import type { Change } from '../model/change.ts'
import { createGroup, createUser, removeAccount } from './accounts.ts'
import { awaitReady } from './await.ts'
import type { Apply } from './context.ts'
import { endTasks } from './end-tasks.ts'
import { handOver } from './hand-over.ts'
import { link } from './link.ts'
import { makeDirectory } from './make-directory.ts'
import { installPackages, removePackages } from './packages.ts'
import { pushRelease } from './push-release.ts'
import { removeBlock } from './remove-block.ts'
import { removePath } from './remove-path.ts'
import { removeReleases } from './remove-releases.ts'
import { restartUnit } from './restart-unit.ts'
import { restoreFile } from './restore-file.ts'
import { setAttributes } from './set-attributes.ts'
import type { ShellChange } from './shell-change.ts'
import { stopUnit } from './stop-unit.ts'
import { writeFile } from './write-file.ts'

type OfKind<Kind> = Extract<Change, { kind: Kind }>
type LongKind = 'push-release' | 'await' | 'hand-over'
type ShellKind = Exclude<Change['kind'], LongKind>

/** Changes that are sh text on the host. */
export const shellChanges: { readonly [Kind in ShellKind]: ShellChange<OfKind<Kind>> } = {
  'make-directory': makeDirectory,
  'write-file': writeFile,
  'restore-file': restoreFile,
  'set-attributes': setAttributes,
  'remove-path': removePath,
  'remove-block': removeBlock,
  'remove-releases': removeReleases,
  link,
  'create-group': createGroup,
  'create-user': createUser,
  'remove-account': removeAccount,
  'install-packages': installPackages,
  'remove-packages': removePackages,
  'restart-unit': restartUnit,
  'stop-unit': stopUnit,
  'end-tasks': endTasks,
}

/** Changes that go to and fro. */
export const longChanges: { readonly [Kind in LongKind]: Apply<OfKind<Kind>> } = {
  'push-release': pushRelease,
  await: awaitReady,
  'hand-over': handOver,
}
