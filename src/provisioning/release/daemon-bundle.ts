import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MantlError } from '../../errors.ts'
import { packageFolder } from '../package-folder.ts'
import { isThere } from './is-there.ts'

const source = join(packageFolder, 'src')

/** The starter's variables for Node are not for the programs that a daemon starts. */
const forgetStarter = 'delete process.env.LD_LIBRARY_PATH; delete process.env.NODE_COMPILE_CACHE;'

/** What each program does when it starts. */
const daemonEntries = {
  'mesos-master': `${forgetStarter} import { main } from './daemons/master/main.ts'; main({ argv: process.argv.slice(2), env: process.env })`,
  'mesos-agent': `${forgetStarter} import { main } from './daemons/follower/main.ts'; main()`,
} as const

const entries = {
  ...daemonEntries,
  start: "import './provisioning/release/start-bundle.ts'",
  compile: "import './provisioning/release/compile-bundle.ts'",
}

export interface Bundles {
  /** Paths by the daemon's name. */
  readonly daemons: ReadonlyMap<string, string>
  /** The program that starts one of them. */
  readonly starter: string
  /** The program that compiles them, see code-cache.ts: a bundle too, for where Node strips no types. */
  readonly compiler: string
}

/** Made anew when a file of the sources has changed, else taken from the cache folder. */
export const releaseBundles = async (cache: string): Promise<Bundles> => {
  const folder = join(cache, 'bundles', await sourceDigest())
  const pathOf = (name: string) => join(folder, `${name}.cjs`)
  const present = await Promise.all([folder, ...Object.keys(entries).map(pathOf)].map(path => isThere(path)))
  if (!present.every(Boolean)) await bundleInto(folder)
  const daemons = new Map(Object.keys(daemonEntries).map(name => [name, pathOf(name)]))
  return { daemons, starter: pathOf('start'), compiler: pathOf('compile') }
}

export const daemonBundles = async (cache: string): Promise<Bundles['daemons']> => (await releaseBundles(cache)).daemons

/**
 * Names, sizes and times of all sources: reading them all would cost more than bundling. Asked without waiting, which costs a quarter. The version,
 * since npm gives all files of a package the same time.
 */
const sourceDigest = async (): Promise<string> => {
  const hash = createHash('sha256').update(process.version)
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))
  for (const name of files.sort()) {
    const { size, mtimeMs } = statSync(`${source}/${name}`)
    hash.update(`${name} ${size} ${mtimeMs}`)
  }
  for (const name of ['package.json', 'package-lock.json'])
    hash.update(await readFile(join(packageFolder, name)).catch(() => ''))
  return hash.digest('hex').slice(0, 32)
}

const bundleInto = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true })
  await Promise.all(Object.entries(entries).map(([name, entry]) => bundle(entry, join(folder, `${name}.cjs`))))
}

/**
 * What Node has stays outside. CommonJS, because an `import` of node:http makes Node load all that the module could offer, its own
 * undici among it: 50 ms of a start. ASCII: see bundle-script.ts. Names stay: some functions are given to threads as text.
 */
export const bundleSettings = {
  absWorkingDir: packageFolder, // names of files are in the bundle
  bundle: true,
  platform: 'node',
  format: 'cjs',
  charset: 'ascii',
  target: 'node26',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'silent',
} as const

const bundle = async (entry: string, path: string): Promise<void> => {
  const { build } = await import('esbuild')
  const stdin = { contents: entry, resolveDir: source, loader: 'ts' } as const
  const { outputFiles } = await build({ ...bundleSettings, stdin, write: false }).catch((cause: unknown) => {
    throw new MantlError('release.not_bundled', `the daemons cannot be bundled: ${(cause as Error).message}`, { cause })
  })
  const { contents } = outputFiles[0]!
  if (contents.some(byte => byte > 0x7f)) {
    throw new MantlError('release.not_bundled', `the daemons cannot be bundled: ${path} is not ASCII`)
  }
  await writeFile(`${path}.${process.pid}`, contents)
  await rename(`${path}.${process.pid}`, path)
}
