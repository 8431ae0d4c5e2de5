import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { MantlError } from '../../errors.ts'

const source = join(import.meta.dirname, '../..')

export const daemonEntries = {
  'mesos-master': 'daemons/master/main.ts',
  'mesos-agent': 'daemons/follower/main.ts',
} as const

/** The daemons' bundles by name, made anew when a file of the sources has changed, else taken from the cache folder. */
export const daemonBundles = async (cache: string): Promise<ReadonlyMap<string, string>> => {
  const folder = join(cache, 'bundles', await sourceDigest())
  const paths = Object.keys(daemonEntries).map(name => [name, join(folder, `${name}.mjs`)] as const)
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

/** node:sqlite, undici and the like stay outside: Node has them. A require for what CommonJS packages still ask for. */
const bundleInto = async (folder: string): Promise<void> => {
  const { outputFiles, errors } = await build({
    entryPoints: Object.fromEntries(Object.entries(daemonEntries).map(([name, path]) => [name, join(source, path)])),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'silent',
    banner: {
      js: "import { createRequire as $require } from 'node:module'; const require = $require(import.meta.url);",
    },
  }).catch((cause: unknown) => {
    throw new MantlError('release.not_bundled', `the daemons cannot be bundled: ${(cause as Error).message}`, { cause })
  })
  if (errors.length > 0) throw new MantlError('release.not_bundled', errors.map(({ text }) => text).join('; '))
  await mkdir(folder, { recursive: true })
  for (const { path, contents } of outputFiles) {
    await writeFile(`${path}.${process.pid}`, contents)
    await rename(`${path}.${process.pid}`, path)
  }
}
