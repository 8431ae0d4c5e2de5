/**
 * What starts a container, as a value: the part of an OCI runtime specification that we use, with its names
 * (https://github.com/opencontainers/runtime-spec, config.md and config-linux.md). Isolators amend it, the launcher obeys it.
 */
export interface LaunchSpec {
  readonly process: {
    /** The program and its arguments. */
    readonly args: readonly string[]
    /** Exactly the environment: nothing else is inherited. */
    readonly env: readonly string[]
    /** Absolute: the sandbox. */
    readonly cwd: string
    /** Absent: the follower's own user. */
    readonly user?: SpecUser
  }
  readonly linux: {
    /** Relative to each hierarchy's root for containers. */
    readonly cgroupsPath: string
    /** Hierarchies (v1) or controllers (v2) that the container's processes join. */
    readonly controllers: readonly string[]
    readonly resources: {
      readonly cpu?: { readonly shares?: number /** µs */; readonly quota?: number /** µs */; readonly period?: number }
      /** Bytes. `swap` is memory and swap together. */
      readonly memory?: { readonly reservation?: number; readonly limit?: number; readonly swap?: number }
    }
  }
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
}

export const megabytes = (count: number): number => Math.round(count * 1024 * 1024)
