import { mkdirSync } from 'node:fs'
import { readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

/** One line of /proc/PID/cgroup. `controllers`: '' for cgroup2, 'name=systemd', 'memory', 'cpu,cpuacct' … */
interface Membership {
  readonly controllers: string
  readonly path: string
}

/** Where a group called `name` beneath the caller's own groups lies, in every hierarchy of this machine. */
export const cgroupFolders = async (name: string): Promise<string[]> => {
  const mounts = await cgroupMounts()
  return (await memberships()).flatMap(({ controllers, path }) => {
    const mount = mounts.find(one => one.controllers === controllers)
    return mount ? [join(mount.folder, relative(mount.root, path), name)] : []
  })
}

/** Controllers of version 1 that are mounted here, such as 'memory'. */
export const mountedControllers = async (): Promise<string[]> =>
  (await cgroupMounts())
    .flatMap(mount => mount.controllers.split(','))
    .filter(name => name && !name.startsWith('name='))

const memberships = async (): Promise<Membership[]> =>
  (await readFile('/proc/self/cgroup', 'utf8')).split('\n').flatMap(line => {
    const found = /^\d+:([^:]*):(.*)$/.exec(line)
    return found ? [{ controllers: found[1] ?? '', path: found[2] ?? '/' }] : []
  })

const cgroupMounts = async (): Promise<{ controllers: string; root: string; folder: string }[]> =>
  (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').flatMap(line => {
    const [before, after] = line.split(' - ')
    const [, , , root, folder] = before?.split(' ') ?? []
    const [type, , options] = after?.split(' ') ?? []
    if (!root || !folder || !type?.startsWith('cgroup')) return []
    const controllers = type === 'cgroup2' ? '' : (options ?? '').split(',').filter(isController).join(',')
    return [{ controllers, root, folder }]
  })

const notControllers = new Set(['rw', 'ro', 'xattr', 'noprefix', 'clone_children', 'cpuset_v2_mode'])
const isController = (option: string): boolean => !notControllers.has(option) && !option.startsWith('release_agent=')

export const createCgroup = async (folder: string): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  if (!folder.includes('/cpuset')) return
  // A cpuset takes no process before it has processors and memory nodes.
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    const inherited = await readFile(join(dirname(folder), file), 'utf8').catch(() => undefined)
    if (inherited !== undefined) await writeFile(join(folder, file), inherited)
  }
}

/** Ids of the processes in the group and all beneath it; empty when the group is gone. */
export const processesIn = async (folder: string): Promise<number[]> => {
  const own = await readFile(join(folder, 'cgroup.procs'), 'utf8').catch(() => '')
  const beneath = await Promise.all((await subgroups(folder)).map(processesIn))
  return [...own.split('\n').filter(Boolean).map(Number), ...beneath.flat()]
}

/** Removes the group and all beneath it. False when something still lives in one of them. */
export const removeCgroup = async (folder: string): Promise<boolean> => {
  const emptied = await Promise.all((await subgroups(folder)).map(removeCgroup))
  if (emptied.includes(false)) return false
  return rmdir(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  )
}

const subgroups = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter(entry => entry.isDirectory()).map(entry => join(folder, entry.name))
}

/** Stops (or lets go on) everything in the host's groups: its kernel still accepts connections, nobody answers. */
export const setFrozen = async (folders: readonly string[], frozen: boolean): Promise<void> => {
  const freezer = freezerOf(folders)
  if (freezer) await writeFile(join(freezer, 'freezer.state'), frozen ? 'FROZEN' : 'THAWED')
}

/** The hierarchy that tells best who belongs to a host: systemd moves nothing in it. */
export const freezerOf = (folders: readonly string[]): string | undefined =>
  folders.find(folder => folder.includes('/freezer/'))
