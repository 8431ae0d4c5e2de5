import type { Resource } from '../../../mesos/messages/resource.ts'
import type { Preparation } from './preparations/preparation.ts'

/**
 * What starts a container, as a value: the part of an OCI runtime specification that we use, with its names
 * (https://github.com/opencontainers/runtime-spec, config.md and config-linux.md), and what must exist before (`preparations`).
 * Isolators amend it, the launcher obeys it.
 */
export interface LaunchSpec {
  readonly process: SpecProcess
  /** Absent: the host's file system is the container's. */
  readonly root?: { readonly path: string; readonly readonly?: boolean }
  /** In the order of mounting, on the host's side but in the private mount namespace in which the container is started. */
  readonly hostMounts?: readonly HostMount[]
  /** In the order of mounting, into the container's own mount namespace. Destinations are absolute and inside the root. */
  readonly mounts?: readonly SpecMount[]
  readonly hostname?: string
  readonly linux: {
    /** Relative to each hierarchy's root for containers. */
    readonly cgroupsPath: string
    /** Hierarchies (v1) or controllers (v2) that the container's processes join. */
    readonly controllers: readonly string[]
    /** Cgroups of another container that its processes join: those that it shares with its parent. */
    readonly joins?: readonly { readonly controller: string; readonly cgroupsPath: string }[]
    readonly resources: SpecResources
    /** `path`: one that exists and is joined. */
    readonly namespaces?: readonly { readonly type: NamespaceType; readonly path?: string }[]
    readonly devices?: readonly SpecDevice[]
    readonly seccomp?: SpecSeccomp
    readonly maskedPaths?: readonly string[]
    readonly readonlyPaths?: readonly string[]
    /** Absent: slave. shared: what the container mounts in shared folders, the host sees too. */
    readonly rootfsPropagation?: 'private' | 'slave' | 'shared' | 'unbindable'
  }
  /** In the order of doing; undone in reverse once nothing of the container runs. */
  readonly preparations?: readonly Preparation[]
}

export interface SpecProcess {
  /** The program and its arguments. */
  readonly args: readonly string[]
  /** Exactly the environment: nothing else is inherited. NAME=value */
  readonly env: readonly string[]
  /** Absolute, as the container sees it. */
  readonly cwd: string
  /** Absent: the follower's own user. */
  readonly user?: SpecUser
  /** Groups that it is in beside those of its user. */
  readonly additionalGids?: readonly number[]
  /** CAP_… names. Absent: as the kernel gives them to the user. */
  readonly capabilities?: {
    readonly bounding?: readonly string[]
    readonly effective?: readonly string[]
    readonly permitted?: readonly string[]
    readonly inheritable?: readonly string[]
    readonly ambient?: readonly string[]
  }
  readonly noNewPrivileges?: boolean
  /** RLIMIT_… names. */
  readonly rlimits?: readonly {
    readonly type: string
    readonly soft: number | bigint
    readonly hard: number | bigint
  }[]
  readonly oomScoreAdj?: number
  readonly terminal?: boolean
  readonly consoleSize?: { readonly height: number; readonly width: number }
}

export type NamespaceType = 'mount' | 'pid' | 'ipc' | 'network' | 'uts' | 'cgroup'

export interface SpecMount {
  readonly destination: string
  readonly source?: string
  /** bind, proc, sysfs, tmpfs, devpts, … */
  readonly type?: string
  readonly options?: readonly string[]
}

/** A mount that nobody on the host sees, and that is gone with the container. */
export interface HostMount {
  /** An empty folder. */
  readonly target: string
  readonly type: 'overlay' | 'bind'
  /** Of binds. */
  readonly source?: string
  /** With commas between. `rbind`: with all that is mounted below. */
  readonly options?: string
  /** Relative names in `options` begin there. */
  readonly cwd?: string
}

/** A device node that is made in the container's /dev. */
export interface SpecDevice {
  readonly path: string
  readonly type: 'c' | 'b' | 'p'
  readonly major: number
  readonly minor: number
  readonly fileMode?: number
  readonly uid?: number
  readonly gid?: number
}

export interface SpecResources {
  /** `quota`: -1 is none. */
  readonly cpu?: { readonly shares?: number /** µs */; readonly quota?: number /** µs */; readonly period?: number }
  /** Bytes, -1 for no limit. `swap` is memory and swap together. */
  readonly memory?: { readonly reservation?: number; readonly limit?: number; readonly swap?: number }
  readonly pids?: { readonly limit: number }
  /** `classIDs`: from these one that no other container has, as 0xAAAABBBB. */
  readonly network?: { readonly classIDs?: { readonly first: number; readonly last: number } }
  /** Rules of the devices controller in the order of writing. */
  readonly devices?: readonly {
    readonly allow: boolean
    readonly type?: 'a' | 'c' | 'b'
    readonly major?: number
    readonly minor?: number
    readonly access?: string
  }[]
}

export interface SpecSeccomp {
  readonly defaultAction: string
  readonly defaultErrnoRet?: number
  readonly architectures?: readonly string[]
  readonly flags?: readonly string[]
  readonly syscalls?: readonly {
    readonly names: readonly string[]
    readonly action: string
    readonly errnoRet?: number
    readonly args?: readonly {
      readonly index: number
      readonly value: number | bigint
      readonly valueTwo?: number | bigint
      readonly op: string
    }[]
  }[]
}

export interface SpecUser {
  readonly username: string
  readonly uid: number
  readonly gid: number
}

/** What a container may use. Megabytes as Mesos counts them: 1024 × 1024 bytes. */
export interface ContainerResources {
  readonly cpus: number
  readonly mem: number
  /** Uses oversubscribed cpus, which may be taken back at any time. */
  readonly revocableCpus?: boolean
  /** How far it may go beyond what it asked for (TaskInfo.limits); Infinity: as far as it gets. */
  readonly limits?: { readonly cpus?: number; readonly mem?: number }
  /** All of the container's resources: disk, ports, persistent volumes are found here. */
  readonly all?: readonly Resource[]
}

export const megabytes = (count: number): number => Math.round(count * 1024 * 1024)
