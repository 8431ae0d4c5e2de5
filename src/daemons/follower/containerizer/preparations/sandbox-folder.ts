import { closeSync } from 'node:fs'
import { openBeneath } from '../../linux/beneath.ts'
import type { Preparer } from './preparer.ts'

export const sandboxFolder: Preparer<'sandbox-folder'> = {
  make: ({ root, path }) => closeSync(openBeneath(root, path, true)),
}
