import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { MantlError } from '../../../errors.ts'
import { enableControllers, unifiedControllers } from './cgroup-files.ts'
import { readText, writeSetting } from './cgroup-io.ts'
import type { CgroupLayout } from './cgroups.ts'
import { copyCpuset } from './cpuset.ts'

const known = [
  'cpu',
  'cpuacct',
  'memory',
  'freezer',
  'pids',
  'blkio',
  'cpuset',
  'devices',
  'hugetlb',
  'net_cls',
  'net_prio',
  'perf_event',
]

/** What the unified hierarchy has for everybody, or under another name than the old ones. */
const unifiedNames = (controllers: readonly string[]): readonly string[] => [
  ...controllers,
  ...(controllers.includes('io') ? ['blkio'] : []),
  'cpuacct',
  'freezer',
  'perf_event',
]

/**
 * Which hierarchy the machine has at `mount` and what it offers by the old names; nothing is created. Where both are mounted the old one
 * counts: it has the controllers.
 */
export const detectCgroups = (mount: string): { kind: 'v1' | 'v2'; controllers: readonly string[] } | undefined => {
  const unified = readText(join(mount, 'cgroup.controllers'))
  if (unified !== undefined) {
    return { kind: 'v2', controllers: unifiedNames(unified.split(/\s+/).filter(name => name !== '')) }
  }
  const controllers = known.filter(name => existsSync(join(mount, name, 'cgroup.procs')))
  return controllers.length > 0 ? { kind: 'v1', controllers } : undefined
}

/**
 * Makes the folder `root` for containers in each hierarchy: at its top, or below the follower's own cgroup where the top may not
 * be written. `own`: the text of /proc/self/cgroup. Throws MantlError follower.cgroups.
 */
export const prepareCgroups = (
  mount: string,
  root: string,
  controllers: readonly string[],
  own: string,
): CgroupLayout => {
  const found = detectCgroups(mount)
  if (found === undefined) throw new MantlError('follower.cgroups', `no cgroups are mounted at ${mount}`)
  if (found.kind === 'v1') {
    const roots = new Map(controllers.map(name => [name, rootFolder(mount, name, ownPath(own, name), root)]))
    const cpuset = roots.get('cpuset')
    if (cpuset !== undefined) copyCpuset(mount, cpuset)
    return { kind: 'v1', mount, roots }
  }
  const folder = rootFolder(mount, '', ownPath(own, ''), root)
  enableAlong(
    mount,
    folder,
    found.controllers.filter(name => controllers.includes(name)),
  )
  mustHave(mount, folder, controllers)
  return { kind: 'v2', mount, roots: new Map([['', folder]]) }
}

const rootFolder = (mount: string, controller: string, own: string, root: string): string => {
  const failures: unknown[] = []
  for (const folder of [join(controller, root), join(controller, own, root)]) {
    try {
      mkdirSync(join(mount, folder), { recursive: true })
      return folder
    } catch (cause) {
      failures.push(cause)
    }
  }
  throw new MantlError('follower.cgroups', `the cgroup ${join(mount, controller, root)} can't be made`, {
    cause: failures[0],
    hint: 'run as root, or use --isolation=posix/cpu,posix/mem --launcher=posix',
  })
}

/** Lines are `number:controllers:path`; the unified hierarchy has no controllers there. */
export const ownPath = (own: string, controller: string): string => {
  for (const line of own.split('\n')) {
    const [, names = '', path = '/'] = line.split(':')
    if (names.split(',').includes(controller)) return path
  }
  return '/'
}

/** Better told at the start than by every launch: a cgroup that has processes of its own hands nothing down. */
const mustHave = (mount: string, folder: string, controllers: readonly string[]): void => {
  const given = readText(join(mount, folder, 'cgroup.controllers'))?.split(/\s+/)
  if (given === undefined) return
  const missing = unifiedControllers(controllers).filter(name => !given.includes(name))
  if (missing.length === 0) return
  throw new MantlError(
    'follower.cgroups',
    `${join(mount, folder)} is not given the controllers ${missing.join(', ')}`,
    {
      hint: 'a cgroup around us has processes of its own: run the follower in one that has not',
    },
  )
}

/** Along the whole way: a controller that one folder does not hand down is missing in all below. */
const enableAlong = (mount: string, folder: string, controllers: readonly string[]): void => {
  const parts = folder.split('/').filter(part => part !== '')
  for (let depth = 0; depth <= parts.length; depth++) {
    for (const setting of enableControllers(parts.slice(0, depth).join('/'), controllers)) writeSetting(mount, setting)
  }
}
