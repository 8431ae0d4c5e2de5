import { chmod, copyFile, cp, mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { execa } from 'execa'

const project = join(import.meta.dirname, '../../..')
const parts = ['bin', 'src', 'templates', 'inventory', 'package.json', 'package-lock.json', 'oclif.manifest.json']

/** This package as `npm ci` leaves it in a fresh clone, in a folder of its own: others may be at work in this one. */
export interface Checkout {
  readonly folder: string
  /** Starts `mantl` as npx does: on the Node that comes with the package, which is first on the PATH. */
  readonly mantl: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** `seenAs`: the folder's path where it is used, if that is another than here. */
export const copyCheckout = async (folder: string, seenAs = folder): Promise<Checkout> => {
  await mkdir(folder)
  await chmod(folder, 0o755)
  await Promise.all(parts.map(name => cp(join(project, name), join(folder, name), { recursive: true })))
  await linkTree(join(project, 'node_modules'), join(folder, 'node_modules'))
  await addLibraries(join(folder, 'lib'))
  const programs = `${seenAs}/node_modules/node/bin`
  return {
    folder: seenAs,
    mantl: [`${programs}/node`, `${seenAs}/bin/mantl.js`],
    env: { PATH: `${programs}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`, LD_LIBRARY_PATH: `${seenAs}/lib` },
  }
}

/** Hundreds of megabytes that nobody writes to: hard links where the file system has them. */
const linkTree = async (from: string, to: string): Promise<void> => {
  const { failed } = await execa('cp', ['-al', from, to], { reject: false })
  if (!failed) return
  await rm(to, { recursive: true, force: true })
  await execa('cp', ['-a', '--reflink=auto', from, to])
}

/** Node needs libatomic1, which whoever installs Node has and a bare test host lacks. */
const addLibraries = async (folder: string): Promise<void> => {
  await mkdir(folder)
  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: readonly string[] }
  const wanted = sharedObjects.filter(path => /\/libatomic\.so\.1$/.test(path))
  await Promise.all(wanted.map(path => copyFile(path, join(folder, basename(path)))))
}
