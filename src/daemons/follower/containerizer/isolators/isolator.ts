import type { ResourceStatistics } from '../../../../mesos/messages/statistics.ts'
import type { ContainerResources, LaunchSpec } from '../launch-spec.ts'

/**
 * One aspect of a container's isolation, named by its `--isolation` value. PURE: it amends the launch value and reads
 * text that others read from the kernel. An absent hook means nothing to do.
 */
export interface Isolator {
  readonly name: string
  /** Why it can't work on this machine, for the operator; absent when it can. */
  readonly impossible?: (machine: MachineAbilities) => string | undefined
  readonly prepare?: (spec: LaunchSpec, resources: ContainerResources, settings: IsolatorSettings) => LaunchSpec
  /** Statistics files below the container's cgroup, by hierarchy kind. */
  readonly readings?: { readonly v1: readonly string[]; readonly v2: readonly string[] }
  readonly usage?: (readings: Readings, processes: ProcessUsage) => Partial<ResourceStatistics>
}

export interface MachineAbilities {
  readonly root: boolean
  readonly cgroups: 'v1' | 'v2' | undefined
  readonly controllers: readonly string[]
}

/** Flags of the follower that change figures. */
export interface IsolatorSettings {
  readonly cgroups_enable_cfs: boolean
  readonly cgroups_limit_swap: boolean
  readonly revocable_cpu_low_priority: boolean
}

/** Contents by path as named in `readings`; absent: not on this machine, or gone. */
export type Readings = ReadonlyMap<string, string>

/** Sums over all processes of a container, read from /proc. */
export interface ProcessUsage {
  readonly processes: number
  readonly threads: number
  readonly userSeconds: number
  readonly systemSeconds: number
  readonly rssBytes: number
}
