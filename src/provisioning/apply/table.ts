import type { Change } from '../model/change.ts'
import { createGroup, createUser, removeAccount } from './accounts.ts'
import { awaitReady } from './await.ts'
import type { Apply, ApplyContext } from './context.ts'
import { link } from './link.ts'
import { makeDirectory } from './make-directory.ts'
import { installPackages, removePackages } from './packages.ts'
import { pushRelease } from './push-release.ts'
import { removePath } from './remove-path.ts'
import { restartUnit } from './restart-unit.ts'
import { setAttributes } from './set-attributes.ts'
import { stopUnit } from './stop-unit.ts'
import { writeFile } from './write-file.ts'

const table: { readonly [Kind in Change['kind']]: Apply<Extract<Change, { kind: Kind }>> } = {
  'make-directory': makeDirectory,
  'write-file': writeFile,
  'set-attributes': setAttributes,
  'remove-path': removePath,
  link,
  'create-group': createGroup,
  'create-user': createUser,
  'remove-account': removeAccount,
  'install-packages': installPackages,
  'remove-packages': removePackages,
  'push-release': pushRelease,
  'restart-unit': restartUnit,
  'stop-unit': stopUnit,
  await: awaitReady,
}

/** Carries out one change; everything about it was decided before. */
export const applyChange = (change: Change, context: ApplyContext): Promise<void> =>
  (table[change.kind] as Apply<Change>)(change, context)
