import type { ResourceStatistics } from '../../../../mesos/messages/statistics.ts'
import type { Container } from '../container.ts'
import type { LaunchSpec } from '../launch-spec.ts'

/**
 * One aspect of a container's isolation, named by its `--isolation` value. PURE: it amends the launch value and reads
 * text that others read from the kernel. An absent hook means nothing to do.
 */
export interface Isolator {
  readonly name: string
  /** Why it can't work on this machine, for the operator; absent when it can. */
  readonly impossible?: (machine: MachineAbilities, settings: IsolatorSettings) => string | undefined
  /** Containers that it has nothing to do with (containerizer.md 3, column N/S). Absent: it has to do with all. */
  readonly skips?: readonly Container['kind'][]
  readonly prepare?: (spec: LaunchSpec, container: Container, settings: IsolatorSettings) => LaunchSpec | Refusal
  /** Statistics files below the container's cgroup, by hierarchy kind. */
  readonly readings?: { readonly v1: readonly string[]; readonly v2: readonly string[] }
  readonly usage?: (readings: Readings, processes: ProcessUsage) => Partial<ResourceStatistics>
}

/** Why a container can't be launched as it asks: what its framework is told. */
export interface Refusal {
  readonly refused: string
}

export const isRefusal = (result: LaunchSpec | Refusal): result is Refusal => 'refused' in result

export interface MachineAbilities {
  readonly root: boolean
  readonly cgroups: 'v1' | 'v2' | undefined
  readonly controllers: readonly string[]
  /** Path of crun, where it is installed: what containers with namespaces or a file system of their own need. */
  readonly runtime?: string
}

/** Flags of the follower that isolators look at, by their names. */
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
