import type { ContainerStatus } from '../../../../mesos/messages/container.ts'
import type { ResourceStatistics } from '../../../../mesos/messages/statistics.ts'
import type { Container } from '../container.ts'
import type { LaunchSpec, SpecDevice } from '../launch-spec.ts'

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
  readonly usage?: (
    readings: Readings,
    processes: ProcessUsage,
    settings: IsolatorSettings,
  ) => Partial<ResourceStatistics>
  /** Files below the container's cgroup that tell what it was given, and what its status says of them. */
  readonly given?: { readonly v1: readonly string[]; readonly v2: readonly string[] }
  readonly status?: (readings: Readings) => Partial<ContainerStatus>
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
  /** The kernel counts memory and swap together. */
  readonly countsSwap?: boolean
  /** Why project quotas can't be used in the work directory; absent: they can. */
  readonly projectQuotas?: { readonly missing?: string }
  /** What perf says against --perf_events. */
  readonly perfRefuses?: string
  /** Programs that isolators call, as absolute paths by name; absent: not installed. */
  readonly programs?: ReadonlyMap<string, string>
}

/** Flags of the follower that isolators look at, by their names. */
export interface IsolatorSettings {
  readonly cgroups_enable_cfs: boolean
  readonly cgroups_limit_swap: boolean
  readonly revocable_cpu_low_priority: boolean
  readonly cgroups_cpu_enable_pids_and_tids_count?: boolean
  readonly cgroups_net_cls_primary_handle?: string | undefined
  readonly cgroups_net_cls_secondary_handles?: string | undefined
  readonly perf_events?: string | undefined
  readonly perf_interval?: number
  readonly perf_duration?: number
  /** JSON CapabilityInfo. */
  readonly effective_capabilities?: unknown
  readonly bounding_capabilities?: unknown
  readonly seccomp_config_dir?: string | undefined
  readonly seccomp_profile_name?: string | undefined
  readonly enforce_container_disk_quota?: boolean
  readonly xfs_project_range?: string
  readonly xfs_kill_containers?: boolean
  readonly xfs_quota_headroom?: number
  readonly machine?: MachineFigures
  readonly isolation?: string
  readonly image_providers?: string | undefined
  readonly docker_ignore_runtime?: boolean
  /** Bytes. */
  readonly default_container_shm_size?: number | undefined
  readonly disallow_sharing_agent_ipc_namespace?: boolean
  readonly disallow_sharing_agent_pid_namespace?: boolean
  readonly work_dir?: string
  readonly runtime_dir?: string
  readonly sandbox_directory?: string
  readonly http_executor_domain_sockets?: boolean
  readonly host_path_volume_force_creation?: string | undefined
  readonly network_cni_plugins_dir?: string | undefined
  readonly network_cni_config_dir?: string | undefined
  readonly network_cni_root_dir_persist?: boolean
  /** JSON ContainerDNSInfo. */
  readonly default_container_dns?: unknown
  readonly launcher?: string | undefined
  readonly check_agent_port_range_only?: boolean
  readonly enforce_container_ports?: boolean
  readonly network_cni_metrics?: boolean
  readonly container_ports_isolated_range?: string | undefined
  /** The group of a volume that several users write to; `undefined`: none is left. Absent: volumes have no groups of their own. */
  readonly volumeGid?: (path: string, type: 'PERSISTENT' | 'SANDBOX_PATH') => number | undefined
  /** Whether a path of the host is there and is no folder. */
  readonly isFile?: (path: string) => boolean
  /** Which of /etc/hosts, /etc/hostname, /etc/resolv.conf the host has. */
  readonly host_files?: readonly string[]
}

/** What prepare needs to know of the machine: read once, at the start. */
export interface MachineFigures {
  readonly cgroups?: 'v1' | 'v2' | undefined
  readonly memoryBytes: number
  /** Of processes and threads together, in the whole machine. */
  readonly maxThreads: number
  /** As process.arch has it. */
  readonly arch: string
  /** Kernel release, as uname -r. */
  readonly kernel: string
  /** --allowed_devices, with their numbers. */
  readonly allowedDevices: readonly (SpecDevice & { readonly access: string })[]
  /** A JSON profile of --seccomp_config_dir as it is now, or why there is none. */
  readonly seccompProfile: (name: string) => { readonly profile: unknown } | Refusal
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
