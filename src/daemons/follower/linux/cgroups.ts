import { readdirSync, realpathSync, statSync } from 'node:fs'
import { mkdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { MantlError } from '../../../errors.ts'
import type { LaunchSpec } from '../containerizer/launch-spec.ts'
import { type CgroupPlan, cgroupFolder, enableControllers, planV1, planV2 } from './cgroup-files.ts'
import { readText, tryWrite, writeSetting } from './cgroup-io.ts'
import { freeClassId } from './class-ids.ts'
import { copyCpuset } from './cpuset.ts'
import { signalProcess } from './processes.ts'

/** Where this machine's containers have their cgroups. `roots` are relative to `mount`, one a controller (v1) or one for all (v2). */
export interface CgroupLayout {
  readonly kind: 'v1' | 'v2'
  readonly mount: string
  readonly roots: ReadonlyMap<string, string>
}

const planFor = (layout: CgroupLayout, spec: LaunchSpec): CgroupPlan =>
  layout.kind === 'v1' ? planV1(spec, layout.roots) : planV2(spec, layout.roots.get('')!)

/** Creates the container's cgroups with their limits. Returns the files through which its first process joins. */
export const createCgroups = async (layout: CgroupLayout, spec: LaunchSpec): Promise<readonly string[]> => {
  const plan = planFor(layout, spec)
  // The kernel makes one at a time, and none while a process moves into another, which takes ms: our loop does not wait for that.
  await Promise.all(plan.folders.map(folder => mkdir(join(layout.mount, folder), { recursive: true })))
  if (layout.kind === 'v1') fillV1(layout, spec)
  else handDown(layout, spec)
  for (const setting of plan.writes) writeSetting(layout.mount, setting)
  return [...new Set(plan.join.map(path => withoutLinks(layout, path)))]
}

/** Controllers that are mounted together may be links to one folder. */
const withoutLinks = ({ kind, mount }: CgroupLayout, path: string): string => {
  if (kind === 'v2') return join(mount, path)
  const controller = path.slice(0, path.indexOf('/'))
  const link = join(mount, controller)
  const folder = mounted.get(link) ?? realpathSync(link)
  mounted.set(link, folder)
  return join(folder, path.slice(controller.length))
}

/** For good: nobody moves them while containers are in them. */
const mounted = new Map<string, string>()

/** What new cgroups of two controllers need that depends on others. */
const fillV1 = (layout: CgroupLayout, { linux }: LaunchSpec): void => {
  const { controllers, cgroupsPath, resources } = linux
  const cpuset = controllers.includes('cpuset') ? layout.roots.get('cpuset') : undefined
  if (cpuset !== undefined) copyCpuset(layout.mount, join(cpuset, cgroupFolder(cgroupsPath)))
  const classes = controllers.includes('net_cls') ? layout.roots.get('net_cls') : undefined
  if (classes === undefined || resources.network?.classIDs === undefined) return
  const value = String(freeClassId(join(layout.mount, classes), resources.network.classIDs))
  writeSetting(layout.mount, { path: join(classes, cgroupFolder(cgroupsPath), 'net_cls.classid'), value })
}

/** In the unified hierarchy a nested container has limits of its own only in controllers that its parents hand down. */
const handDown = (layout: CgroupLayout, { linux }: LaunchSpec): void => {
  const parts = cgroupFolder(linux.cgroupsPath).split('/')
  for (let depth = 1; depth < parts.length; depth++) {
    const folder = join(layout.roots.get('')!, ...parts.slice(0, depth))
    for (const setting of enableControllers(folder, linux.controllers)) writeSetting(layout.mount, setting)
  }
}

/** Over these the kernel kills: lowered under what is in use they would end a container that kept to what it had. */
const hardLimit = /\/memory\.(limit_in_bytes|memsw\.limit_in_bytes|max|swap\.max)$/

/** New limits of a container that runs. The hard ones of memory are only ever raised (containerizer.md 3). */
export const updateCgroups = (layout: CgroupLayout, spec: LaunchSpec): void => {
  const writes = planFor(layout, spec).writes.filter(
    ({ path, value }) =>
      !/\/devices\./.test(path) && (!hardLimit.test(path) || limit(readText(join(layout.mount, path))) < limit(value)),
  )
  // Raised in turn: memory and swap together may never be less than memory.
  for (const setting of writes.toReversed()) writeSetting(layout.mount, { ...setting, optional: true })
}

const limit = (text: string | undefined): number =>
  text?.trim() === '-1' || text?.trim() === 'max' ? Number.POSITIVE_INFINITY : Number(text ?? Number.NaN)

/** The container's folders that tell whose a process is: the freezer's, or where there is none those of all controllers. */
const holders = (layout: CgroupLayout, cgroupsPath: string): readonly string[] => {
  const freezer = layout.roots.get('freezer')
  const roots = freezer === undefined ? [...layout.roots.values()] : [freezer]
  return roots.map(root => join(layout.mount, root, cgroupFolder(cgroupsPath)))
}

/** Processes in the container's cgroups, and in those of the containers nested in it. A fork bomb may add more at once. */
export const cgroupMembers = (layout: CgroupLayout, cgroupsPath: string): readonly number[] => {
  const pids = new Set<number>()
  for (const folder of holders(layout, cgroupsPath)) for (const pid of membersBelow(folder)) pids.add(pid)
  return [...pids]
}

const membersBelow = (folder: string): readonly number[] => [
  ...(readText(join(folder, 'cgroup.procs')) ?? '').split('\n').flatMap(pid => (pid === '' ? [] : [Number(pid)])),
  ...foldersIn(folder).flatMap(membersBelow),
]

/** A folder without any others in it has two links. */
const foldersIn = (folder: string): readonly string[] => {
  try {
    if (statSync(folder).nlink === 2) return []
    return readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
      entry.isDirectory() ? [join(folder, entry.name)] : [],
    )
  } catch {
    return []
  }
}

const retryMillis = 10

/**
 * Kills all members until there are none, also those of nested containers, then removes the folders.
 * Throws MantlError follower.cgroups after `timeoutMillis`.
 */
export const destroyCgroups = async (
  layout: CgroupLayout,
  cgroupsPath: string,
  timeoutMillis: number,
): Promise<void> => {
  const deadline = Date.now() + timeoutMillis
  const folders = [...layout.roots.values()].map(root => join(layout.mount, root, cgroupFolder(cgroupsPath)))
  for (;;) {
    killMembers(layout, cgroupsPath)
    const left = (await Promise.all(folders.map(removeTree))).flat()
    if (left.length === 0) return cgroupsPath.includes('/') ? await removeNesting(folders) : undefined
    if (Date.now() > deadline) throw new MantlError('follower.cgroups', `the cgroup ${left[0]} can't be removed`)
    await setTimeout(retryMillis)
  }
}

/** Frozen while it happens where that is possible, so that nobody forks away. */
const killMembers = (layout: CgroupLayout, cgroupsPath: string): void => {
  if (cgroupMembers(layout, cgroupsPath).length === 0) return
  const [holder = ''] = holders(layout, cgroupsPath)
  if (layout.kind === 'v2' && tryWrite(join(holder, 'cgroup.kill'), '1')) return
  const state = layout.roots.has('freezer') ? join(holder, 'freezer.state') : undefined
  if (state) tryWrite(state, 'FROZEN')
  for (const pid of cgroupMembers(layout, cgroupsPath)) signalProcess(pid, 'SIGKILL')
  if (state) tryWrite(state, 'THAWED')
}

/** What could not be removed, the innermost first. Beside our loop, as they are made. */
const removeTree = async (folder: string): Promise<readonly string[]> => {
  if (await tryRemove(folder)) return []
  const left = (await Promise.all(foldersIn(folder).map(removeTree))).flat()
  return left.length > 0 || !(await tryRemove(folder)) ? [...left, folder] : []
}

const tryRemove = (folder: string): Promise<boolean> =>
  rmdir(folder).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code === 'ENOENT',
  )

/** The folder `mesos` of a parent goes with the last of its nested containers. */
const removeNesting = async (folders: readonly string[]): Promise<void> => {
  await Promise.all(folders.map(folder => tryRemove(join(folder, '..'))))
}

/** Contents of files below the container's cgroups, by path as isolators name them. */
export const readCgroupFiles = (
  layout: CgroupLayout,
  cgroupsPath: string,
  paths: readonly string[],
): ReadonlyMap<string, string> => {
  const contents = new Map<string, string>()
  for (const path of paths) {
    const text = readText(join(layout.mount, placeOf(layout, cgroupsPath, path)))
    if (text !== undefined) contents.set(path, text)
  }
  return contents
}

const placeOf = (layout: CgroupLayout, cgroupsPath: string, path: string): string => {
  const folder = cgroupFolder(cgroupsPath)
  if (layout.kind === 'v2') return join(layout.roots.get('')!, folder, path)
  const [controller = '', file = ''] = path.split('/')
  return join(layout.roots.get(controller) ?? controller, folder, file)
}

/** How many processes the kernel has killed here for want of memory. 0 when it can't be told. */
export const oomKills = (layout: CgroupLayout, cgroupsPath: string): number => {
  const file = layout.kind === 'v1' ? 'memory/memory.oom_control' : 'memory.events'
  const text = readCgroupFiles(layout, cgroupsPath, [file]).get(file) ?? ''
  return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0)
}
