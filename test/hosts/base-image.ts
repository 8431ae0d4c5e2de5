import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { MantlError } from '../../src/errors.ts'
import { imagesFolder } from './cache.ts'
import { type Mirror, machineMirror } from './mirror.ts'
import { withLock } from './with-lock.ts'

/** plain: Debian as installed · python: what Ansible needs too · zookeeper-cached: `apt-get install zookeeper` takes seconds. */
export const layers = ['plain', 'python', 'zookeeper-cached'] as const
export type Layer = (typeof layers)[number]

const basePackages = [
  'ca-certificates',
  'dbus',
  'iproute2',
  'iputils-ping',
  'libpam-systemd',
  'openssh-server',
  'procps',
  'sudo',
  'systemd',
  'systemd-sysv',
]
const script = (name: string): string => join(import.meta.dirname, name)

/**
 * The folders of a layer for overlay's `lowerdir`, topmost first. Builds what is not in the cache, once for all processes:
 * about 25 s for plain. `aptProxy`: URL on this machine.
 */
export const imageFolders = async (layer: Layer, aptProxy: string): Promise<string[]> => {
  const mirror = await machineMirror()
  const folder = join(imagesFolder(), await recipeDigest(mirror))
  const plain = join(folder, 'plain')
  const top = join(folder, layer)
  if (!existsSync(top)) {
    await withLock(join(imagesFolder(), 'build.lock'), async () => {
      if (!existsSync(plain)) await buildPlain(plain, mirror, aptProxy)
      if (!existsSync(top)) await buildLayer(layer, top, plain, aptProxy)
    })
  }
  return layer === 'plain' ? [plain] : [top, plain]
}

const recipeDigest = async (mirror: Mirror): Promise<string> => {
  const scripts = await Promise.all(
    ['customize-image.sh', 'build-layer.sh'].map(name => readFile(script(name), 'utf8')),
  )
  const recipe = JSON.stringify([basePackages, scripts, mirror.codename, mirror.architecture, mirror.sources])
  return createHash('sha256').update(recipe).digest('hex').slice(0, 12)
}

const buildPlain = (target: string, mirror: Mirror, aptProxy: string): Promise<void> =>
  built(target, async folder => {
    const sources = join(folder, 'sources.list')
    const root = join(folder, 'root')
    await writeFile(sources, `${mirror.sources.join('\n')}\n`)
    await inOwnMounts([
      'mmdebstrap',
      '--variant=apt',
      '--mode=root',
      '--format=directory',
      `--include=${basePackages.join(',')}`,
      `--aptopt=Acquire::http::Proxy "${aptProxy}"`,
      '--aptopt=Acquire::Check-Valid-Until "false"',
      '--aptopt=APT::Install-Recommends "false"',
      '--dpkgopt=force-unsafe-io',
      `--customize-hook=sh '${script('customize-image.sh')}' "$1"`,
      mirror.codename,
      root,
      sources,
    ])
    return root
  })

const buildLayer = (layer: Layer, target: string, lower: string, proxy: string): Promise<void> =>
  built(target, async folder => {
    await inOwnMounts(['sh', script('build-layer.sh')], { LAYER: layer, LOWER: lower, TARGET: folder, PROXY: proxy })
    return join(folder, 'upper')
  })

/** An image appears whole or not at all: `build` works in a folder beside it and returns what becomes the image. */
const built = async (target: string, build: (folder: string) => Promise<string>): Promise<void> => {
  const folder = `${target}.building`
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await rename(await build(folder), target)
  await rm(folder, { recursive: true, force: true })
}

/** A build dies with the process that wanted it, all of it: with its namespaces go its processes and mounts. */
const inOwnMounts = async (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> => {
  const namespaces = ['--mount', '--propagation', 'private', '--pid', '--mount-proc', '--fork', '--kill-child']
  const dying = ['--pdeathsig', 'KILL', 'unshare', ...namespaces, '--', ...argv]
  const { failed, all } = await execa('setpriv', dying, { env, all: true, reject: false })
  if (failed) throw new MantlError('hosts.no-image', `building the image fails: ${all.slice(-2000)}`)
}
