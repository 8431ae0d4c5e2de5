import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MantlError } from '../../errors.ts'

const source = join(import.meta.dirname, '../..')

/** What each program does when it starts. */
const daemonEntries = {
  'mesos-master':
    "import { main } from './daemons/master/main.ts'; main({ argv: process.argv.slice(2), env: process.env })",
  'mesos-agent': "import { main } from './daemons/follower/main.ts'; main()",
} as const

/** The daemons' bundles by name, made anew when a file of the sources has changed, else taken from the cache folder. */
export const daemonBundles = async (cache: string): Promise<ReadonlyMap<string, string>> => {
  const folder = join(cache, 'bundles', await sourceDigest())
  const paths = Object.keys(daemonEntries).map(name => [name, join(folder, `${name}.cjs`)] as const)
  const present = await Promise.all(paths.map(([, path]) => stat(path).then(Boolean, () => false)))
  if (!present.every(Boolean)) await bundleInto(folder)
  return new Map(paths)
}

/** Names and times of all sources: reading them all would cost more than bundling. Asked without waiting, which costs a quarter. */
const sourceDigest = async (): Promise<string> => {
  const hash = createHash('sha256').update(process.version)
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))
  for (const name of files.sort()) hash.update(`${name} ${statSync(join(source, name)).mtimeMs}`)
  hash.update(await readFile(join(source, '../package-lock.json')).catch(() => ''))
  return hash.digest('hex').slice(0, 32)
}

const bundleInto = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true })
  await Promise.all(Object.entries(daemonEntries).map(([name, entry]) => bundle(entry, join(folder, `${name}.cjs`))))
}

/**
 * What Node has stays outside. CommonJS, because an `import` of node:http makes Node load all that the module could offer, its own
 * undici among it: 50 ms of a start. The starter's variables for Node are not for the programs that a daemon starts.
 */
const bundle = async (entry: string, path: string): Promise<void> => {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    stdin: {
      contents: `delete process.env.LD_LIBRARY_PATH; delete process.env.NODE_COMPILE_CACHE; ${entry}`,
      resolveDir: source,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node26',
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'silent',
  }).catch((cause: unknown) => {
    throw new MantlError('release.not_bundled', `the daemons cannot be bundled: ${(cause as Error).message}`, { cause })
  })
  await writeFile(`${path}.${process.pid}`, outputFiles[0]!.contents)
  await rename(`${path}.${process.pid}`, path)
}
