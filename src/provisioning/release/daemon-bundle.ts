import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
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

/** Names, sizes and times of all sources: reading them all would cost more than bundling. */
const sourceDigest = async (): Promise<string> => {
  const hash = createHash('sha256').update(process.version)
  const files = (await readdir(source, { recursive: true })).filter(name => name.endsWith('.ts')).sort()
  const times = await Promise.all(files.map(async name => `${name} ${(await stat(join(source, name))).mtimeMs}`))
  for (const line of times) hash.update(line)
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
