import { join } from 'node:path'
import { build } from 'esbuild'
import { bundleSettings } from '../../scripts/bundle-settings.ts'

const folder = join(import.meta.dirname, '../../dist/bench')

/** Path of provision-archive.ts as bin/ starts commands, in a bundle. Made once. */
export const archiveProgram = (): Promise<string> => (made ??= make())

let made: Promise<string> | undefined

const make = async (): Promise<string> => {
  const entryPoints = [join(import.meta.dirname, 'provision-archive.ts')]
  await build({ ...bundleSettings, entryPoints, outdir: folder })
  return join(folder, 'provision-archive.js')
}
