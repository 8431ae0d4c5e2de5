import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProvisionedImage } from '../../../src/daemons/follower/containerizer/container.ts'
import { createOwnDisk } from '../../../src/daemons/follower/disk/own-disk.ts'
import type { Backend } from '../../../src/daemons/follower/images/backends/backend.ts'
import { chooseBackend } from '../../../src/daemons/follower/images/backends/choose-backend.ts'
import { createProvisioner, type ProvisionerOptions } from '../../../src/daemons/follower/images/create-provisioner.ts'
import type { Provisioner } from '../../../src/daemons/follower/images/provisioner.ts'
import { systemClock } from '../../../src/runtime/clock.ts'
import { createLogger } from '../../../src/runtime/logger.ts'
import { createMetrics, type Metrics } from '../../../src/runtime/metrics.ts'
import { type ReadEntry, readTar } from './tar-reader.ts'

/** A provisioner in a folder of its own, and what it may leave behind. */
export interface Provisioning {
  readonly folder: string
  readonly store: string
  readonly provisioner: Provisioner
  readonly metrics: Metrics
  /** As a follower that starts again, with the same folders. */
  again(options?: Partial<ProvisionerOptions>): Provisioner
  layers(): readonly string[]
  /** Half-made layers, and garbage. */
  halfMade(): readonly string[]
  /** Mounts of this machine that are below the folder. */
  mounts(): readonly string[]
  remove(): void
}

export const provisioning = (
  backend: Backend,
  registry: string,
  options: Partial<ProvisionerOptions> = {},
): Provisioning => {
  const folder = mkdtempSync(join(tmpdir(), 'mantl-images-'))
  const store = join(folder, 'store')
  const metrics = createMetrics(systemClock)
  const make = (more: Partial<ProvisionerOptions> = {}) =>
    createProvisioner({
      backend,
      disk: createOwnDisk(),
      registry,
      credentials: new Map(),
      stallMillis: 60_000,
      arch: process.arch,
      storeDir: store,
      workDir: join(folder, 'work'),
      bootId: 'this boot',
      metrics,
      log: createLogger('test', 'ERROR', { quiet: true }),
      pauses: [1],
      ...options,
      ...more,
    })
  const list = (name: string) => (existsSync(join(store, name)) ? readdirSync(join(store, name)) : [])
  return {
    folder,
    store,
    provisioner: make(),
    metrics,
    again: make,
    layers: () => list('layers'),
    halfMade: () => ['staging', 'gc'].flatMap(kind => list(kind).flatMap(agent => list(join(kind, agent)))),
    mounts: () =>
      readFileSync('/proc/self/mountinfo', 'utf8')
        .split('\n')
        .filter(line => line.includes(folder)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** overlay only where it can be mounted below the folder for temporary files: it can't on an overlay. */
export const backendsHere = async (): Promise<readonly Backend[]> => {
  if (process.getuid?.() !== 0) return ['copy']
  const folder = mkdtempSync(join(tmpdir(), 'mantl-backends-'))
  try {
    const places = { store: join(folder, 'store'), workDir: join(folder, 'work') }
    const best = await chooseBackend(undefined, places, createLogger('test', 'ERROR', { quiet: true }))
    return best === 'overlay' ? ['overlay', 'copy'] : ['copy']
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const docker = (name: string, more: object = {}) => ({ type: 'DOCKER' as const, docker: { name }, ...more })

/** Runs a shell script in the image's file system as a container would see it, with its overlay mounted, in a mount namespace of its own. */
export const inImage = (image: ProvisionedImage, script: string): Buffer =>
  execFileSync(
    'unshare',
    [
      ...['--mount', '--propagation', 'private', 'sh', '-ec'],
      `cd "$1"; if [ -n "$2" ]; then mount -t overlay overlay -o "$2" "$3"; fi; cd "$3"; ${script}`,
      ...['in-image', image.overlay?.cwd ?? '/', image.overlay?.options ?? '', image.rootfs],
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  )

const archiving = "tar --sort=name --numeric-owner --xattrs '--xattrs-include=*' --format=pax -c -f - ."

export const treeOf = (image: ProvisionedImage) => describe(readTar(inImage(image, archiving)))
export const treeOfFolder = (folder: string) =>
  describe(readTar(execFileSync('sh', ['-c', archiving], { cwd: folder, maxBuffer: 64 * 1024 * 1024 })))

/** All that counts of a file; times of folders are whoever wrote into them last. */
const describe = (entries: readonly ReadEntry[]) =>
  entries.map(({ name, type, mode, uid, gid, mtime, link, major, minor, content, pax }) => ({
    ...{ name, type, mode, uid, gid, link, major, minor, content },
    ...(type === '0' ? { mtime } : {}),
    xattrs: Object.entries(pax).filter(([key]) => key.startsWith('SCHILY.xattr.')),
  }))
