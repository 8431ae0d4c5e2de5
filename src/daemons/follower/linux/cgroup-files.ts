import type { LaunchSpec } from '../containerizer/launch-spec.ts'
import { writesV1 } from './cgroup-v1-files.ts'
import { writesV2 } from './cgroup-v2-files.ts'
import type { CgroupWrite } from './cgroup-write.ts'

export interface CgroupPlan {
  /** To create, parents first, relative to the mount. */
  readonly folders: readonly string[]
  readonly writes: readonly CgroupWrite[]
  /** The files through which the container's first process joins. */
  readonly join: readonly string[]
}

/**
 * Where a container's cgroup lies below the root for containers: that of a nested one in a folder `mesos` of its parent's (Mesos' layout).
 * `cgroupsPath`: keyOf its ContainerID.
 */
export const cgroupFolder = (cgroupsPath: string): string => cgroupsPath.split('/').join('/mesos/')

/**
 * What the old hierarchies need: one folder a controller. `roots`: where containers go below each of them. Where no freezer tells whose
 * a process is, a container has a folder of its own even where it shares its parent's limits.
 */
export const planV1 = (spec: LaunchSpec, roots: ReadonlyMap<string, string>): CgroupPlan => {
  const { controllers, cgroupsPath, joins = [], resources } = spec.linux
  const place = (controller: string, path: string) => {
    const root = roots.get(controller)
    return root === undefined ? [] : [{ controller, folder: `${root}/${cgroupFolder(path)}` }]
  }
  const shared = roots.has('freezer') ? joins : []
  const unlimited = roots.has('freezer') ? [] : joins.map(({ controller }) => controller)
  const own = [...controllers, ...unlimited].flatMap(controller => place(controller, cgroupsPath))
  const others = shared.flatMap(({ controller, cgroupsPath: path }) => place(controller, path))
  return {
    folders: own.map(({ folder }) => folder),
    writes: own.flatMap(({ controller, folder }) => writesV1(controller, folder, resources)),
    join: [...own, ...others].map(({ folder }) => `${folder}/cgroup.procs`),
  }
}

/**
 * What the unified hierarchy needs: limits on the container's folder, its processes in the folder `leaf` below. Those that it shares
 * with its parent hold by themselves, because its folder lies in the parent's.
 */
export const planV2 = (spec: LaunchSpec, root: string): CgroupPlan => {
  const folder = `${root}/${cgroupFolder(spec.linux.cgroupsPath)}`
  return {
    folders: [folder, `${folder}/leaf`],
    writes: writesV2(folder, spec.linux.resources),
    join: [`${folder}/leaf/cgroup.procs`],
  }
}

/** Controllers by the names that isolators use, where the unified hierarchy has another. */
const v2Names: Readonly<Record<string, string>> = {
  cpu: 'cpu',
  memory: 'memory',
  pids: 'pids',
  blkio: 'io',
  cpuset: 'cpuset',
  hugetlb: 'hugetlb',
}

/** Controllers that a folder's children get must be switched on in it: one write for each, so that one refused leaves the others. */
export const enableControllers = (folder: string, controllers: readonly string[]): readonly CgroupWrite[] =>
  unifiedControllers(controllers).map(name => ({
    path: folder === '' ? switches : `${folder}/${switches}`,
    value: `+${name}`,
    optional: true,
  }))

/** Those that the unified hierarchy has and must be handed down in it, by its names. */
export const unifiedControllers = (controllers: readonly string[]): readonly string[] =>
  controllers.flatMap(name => v2Names[name] ?? [])

const switches = 'cgroup.subtree_control'
