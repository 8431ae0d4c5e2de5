import { existsSync, mkdirSync, readFileSync, realpathSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { MantlError } from '../../../errors.ts'
import type { LaunchSpec } from '../containerizer/launch-spec.ts'
import { type CgroupPlan, type CgroupWrite, enableControllers, planV1, planV2 } from './cgroup-files.ts'
import { signalProcess } from './processes.ts'

/** Where this machine's containers have their cgroups. `roots` are relative to `mount`, one a controller (v1) or one for all (v2). */
export interface CgroupLayout {
  readonly kind: 'v1' | 'v2'
  readonly mount: string
  readonly roots: ReadonlyMap<string, string>
}

const wanted = ['cpu', 'cpuacct', 'memory', 'freezer', 'pids']

/** Which hierarchy the machine has at `mount` and what it offers; nothing is created. */
export const detectCgroups = (mount: string): { kind: 'v1' | 'v2'; controllers: readonly string[] } | undefined => {
  const unified = readText(join(mount, 'cgroup.controllers'))
  if (unified !== undefined) return { kind: 'v2', controllers: [...unified.trim().split(' '), 'cpuacct', 'freezer'] }
  const controllers = wanted.filter(name => existsSync(join(mount, name, 'cgroup.procs')))
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
    return { kind: 'v1', mount, roots }
  }
  const folder = rootFolder(mount, '', ownPath(own, ''), root)
  enableAlong(
    mount,
    folder,
    found.controllers.filter(name => controllers.includes(name)),
  )
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
const ownPath = (own: string, controller: string): string => {
  for (const line of own.split('\n')) {
    const [, names = '', path = '/'] = line.split(':')
    if (names.split(',').includes(controller)) return path
  }
  return '/'
}

const enableAlong = (mount: string, folder: string, controllers: readonly string[]): void => {
  const parts = folder.split('/').filter(part => part !== '')
  for (let depth = 0; depth <= parts.length; depth++) {
    write(mount, { ...enableControllers(parts.slice(0, depth).join('/'), controllers), optional: true })
  }
}

const planFor = (layout: CgroupLayout, spec: LaunchSpec): CgroupPlan =>
  layout.kind === 'v1' ? planV1(spec, layout.roots) : planV2(spec, layout.roots.get('')!)

/** Creates the container's cgroups with their limits. Returns the files through which its first process joins. */
export const createCgroups = (layout: CgroupLayout, spec: LaunchSpec): readonly string[] => {
  const plan = planFor(layout, spec)
  for (const folder of plan.folders) mkdirSync(join(layout.mount, folder), { recursive: true })
  if (layout.kind === 'v2') {
    write(layout.mount, { ...enableControllers(layout.roots.get('')!, spec.linux.controllers), optional: true })
  }
  for (const setting of plan.writes) write(layout.mount, setting)
  return [...new Set(plan.join.map(path => realpathSync(join(layout.mount, path))))]
}

/** Over these the kernel kills: lowered under what is in use they would end a container that kept to what it had. */
const hardLimit = /\/memory\.(limit_in_bytes|memsw\.limit_in_bytes|max|swap\.max)$/

/** New limits of a container that runs. The hard ones of memory are only ever raised (containerizer.md 3). */
export const updateCgroups = (layout: CgroupLayout, spec: LaunchSpec): void => {
  const writes = planFor(layout, spec).writes.filter(
    ({ path, value }) =>
      !hardLimit.test(path) || Number(readText(join(layout.mount, path)) ?? Number.NaN) < Number(value),
  )
  // Raised in turn: memory and swap together may never be less than memory.
  for (const setting of writes.toReversed()) write(layout.mount, { ...setting, optional: true })
}

const write = (mount: string, { path, value, optional }: CgroupWrite): void => {
  try {
    writeFileSync(join(mount, path), value)
  } catch (cause) {
    if (optional) return
    throw new MantlError('follower.cgroups', `${join(mount, path)} refuses '${value}'`, { cause })
  }
}

/** The folders of one container, that exist, children first. */
const foldersOf = (layout: CgroupLayout, cgroupsPath: string): readonly string[] => {
  const all = [...layout.roots.values()].map(root => join(layout.mount, root, cgroupsPath))
  const folders = layout.kind === 'v2' ? all.flatMap(folder => [join(folder, 'leaf'), folder]) : all
  return folders.filter(folder => existsSync(folder))
}

/** Processes in the container's cgroups. A fork bomb may add more at once. */
export const cgroupMembers = (layout: CgroupLayout, cgroupsPath: string): readonly number[] => {
  const pids = new Set<number>()
  for (const folder of foldersOf(layout, cgroupsPath)) {
    for (const pid of (readText(join(folder, 'cgroup.procs')) ?? '').split('\n')) if (pid !== '') pids.add(Number(pid))
  }
  return [...pids]
}

const retryMillis = 10

/** Kills all members until there are none, then removes the folders. Throws MantlError follower.cgroups after `timeoutMillis`. */
export const destroyCgroups = async (
  layout: CgroupLayout,
  cgroupsPath: string,
  timeoutMillis: number,
): Promise<void> => {
  const deadline = Date.now() + timeoutMillis
  for (;;) {
    killMembers(layout, cgroupsPath)
    const left = removeFolders(layout, cgroupsPath)
    if (left.length === 0) return
    if (Date.now() > deadline) throw new MantlError('follower.cgroups', `the cgroup ${left[0]} can't be removed`)
    await setTimeout(retryMillis)
  }
}

/** Frozen while it happens where that is possible, so that nobody forks away. */
const killMembers = (layout: CgroupLayout, cgroupsPath: string): void => {
  if (cgroupMembers(layout, cgroupsPath).length === 0) return
  const unified = layout.kind === 'v2' ? join(layout.mount, layout.roots.get('')!, cgroupsPath) : undefined
  if (unified !== undefined && tryWrite(join(unified, 'cgroup.kill'), '1')) return
  const freezer = layout.roots.get('freezer')
  const state = freezer && join(layout.mount, freezer, cgroupsPath, 'freezer.state')
  if (state) tryWrite(state, 'FROZEN')
  for (const pid of cgroupMembers(layout, cgroupsPath)) signalProcess(pid, 'SIGKILL')
  if (state) tryWrite(state, 'THAWED')
}

const tryWrite = (path: string, value: string): boolean => {
  try {
    writeFileSync(path, value)
    return true
  } catch {
    return false
  }
}

const removeFolders = (layout: CgroupLayout, cgroupsPath: string): readonly string[] =>
  foldersOf(layout, cgroupsPath).filter(folder => {
    try {
      rmdirSync(folder)
      return false
    } catch {
      return existsSync(folder)
    }
  })

/** Contents of statistics files below the container's cgroups, by path as isolators name them. */
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
  if (layout.kind === 'v2') return join(layout.roots.get('')!, cgroupsPath, path)
  const [controller = '', file = ''] = path.split('/')
  return join(layout.roots.get(controller) ?? controller, cgroupsPath, file)
}

/** How many processes the kernel has killed here for want of memory. 0 when it can't be told. */
export const oomKills = (layout: CgroupLayout, cgroupsPath: string): number => {
  const file = layout.kind === 'v1' ? 'memory/memory.oom_control' : 'memory.events'
  const text = readCgroupFiles(layout, cgroupsPath, [file]).get(file) ?? ''
  return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0)
}

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
