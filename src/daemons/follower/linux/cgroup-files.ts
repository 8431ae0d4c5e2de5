import type { LaunchSpec } from '../containerizer/launch-spec.ts'

/** One setting: `path` is relative to where cgroups are mounted. Order matters. `optional`: may be absent on a kernel. */
export interface CgroupWrite {
  readonly path: string
  readonly value: string
  readonly optional?: boolean
}

export interface CgroupPlan {
  /** To create, parents first, relative to the mount. */
  readonly folders: readonly string[]
  readonly writes: readonly CgroupWrite[]
  /** The files through which the container's first process joins. */
  readonly join: readonly string[]
}

/** What the old hierarchies need: one folder a controller. `roots`: where containers go below each of them. */
export const planV1 = (spec: LaunchSpec, roots: ReadonlyMap<string, string>): CgroupPlan => {
  const places = spec.linux.controllers.flatMap(controller => {
    const root = roots.get(controller)
    return root === undefined ? [] : [{ controller, folder: `${root}/${spec.linux.cgroupsPath}` }]
  })
  const at = (controller: string) => places.find(place => place.controller === controller)?.folder
  return {
    folders: places.map(place => place.folder),
    writes: [...cpuV1(spec, at('cpu')), ...memoryV1(spec, at('memory'))],
    join: places.map(place => `${place.folder}/cgroup.procs`),
  }
}

const cpuV1 = (spec: LaunchSpec, folder: string | undefined): readonly CgroupWrite[] => {
  const cpu = spec.linux.resources.cpu
  if (cpu === undefined || folder === undefined) return []
  return present([
    ['cpu.shares', cpu.shares],
    ['cpu.cfs_period_us', cpu.period],
    ['cpu.cfs_quota_us', cpu.quota],
  ]).map(([file, value]) => ({ path: `${folder}/${file}`, value }))
}

/** The hard limit goes before that of memory and swap together, which may not be smaller. */
const memoryV1 = (spec: LaunchSpec, folder: string | undefined): readonly CgroupWrite[] => {
  const memory = spec.linux.resources.memory
  if (memory === undefined || folder === undefined) return []
  return present([
    ['memory.soft_limit_in_bytes', memory.reservation],
    ['memory.limit_in_bytes', memory.limit],
    ['memory.memsw.limit_in_bytes', memory.swap],
  ]).map(([file, value]) => ({ path: `${folder}/${file}`, value }))
}

const v2Names = new Set(['cpu', 'memory', 'pids', 'io', 'cpuset', 'hugetlb'])

/** What the unified hierarchy needs: limits on the container's folder, its processes in the folder `leaf` below. */
export const planV2 = (spec: LaunchSpec, root: string): CgroupPlan => {
  const folder = `${root}/${spec.linux.cgroupsPath}`
  return {
    folders: [folder, `${folder}/leaf`],
    writes: [...cpuV2(spec, folder), ...memoryV2(spec, folder)],
    join: [`${folder}/leaf/cgroup.procs`],
  }
}

/** Controllers that a folder's children get must be switched on in it. */
export const enableControllers = (folder: string, controllers: readonly string[]): CgroupWrite => ({
  path: `${folder}/cgroup.subtree_control`,
  value: controllers
    .filter(name => v2Names.has(name))
    .map(name => `+${name}`)
    .join(' '),
})

const cpuV2 = (spec: LaunchSpec, folder: string): readonly CgroupWrite[] => {
  const cpu = spec.linux.resources.cpu
  if (cpu?.shares === undefined) return []
  const weight = Math.min(Math.max(Math.round((cpu.shares * 100) / 1024), 1), 10_000)
  const writes = [{ path: `${folder}/cpu.weight`, value: String(weight) }]
  if (cpu.quota === undefined) return writes
  return [...writes, { path: `${folder}/cpu.max`, value: `${cpu.quota} ${cpu.period}` }]
}

/** swap.max counts swap alone, so `swap` at the size of `limit` means none. */
const memoryV2 = (spec: LaunchSpec, folder: string): readonly CgroupWrite[] => {
  const memory = spec.linux.resources.memory
  if (memory === undefined) return []
  const swap = memory.swap === undefined ? undefined : memory.swap - (memory.limit ?? memory.swap)
  return [
    ...present([
      ['memory.low', memory.reservation],
      ['memory.max', memory.limit],
    ]).map(([file, value]) => ({ path: `${folder}/${file}`, value })),
    ...(swap === undefined ? [] : [{ path: `${folder}/memory.swap.max`, value: String(swap), optional: true }]),
    { path: `${folder}/memory.oom.group`, value: '1', optional: true },
  ]
}

const present = (pairs: readonly (readonly [string, number | undefined])[]): readonly (readonly [string, string])[] =>
  pairs.flatMap(([file, value]) => (value === undefined ? [] : [[file, String(value)] as const]))
