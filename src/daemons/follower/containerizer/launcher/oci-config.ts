import type { LaunchSpec, SpecProcess, SpecUser } from '../launch-spec.ts'

/** What a runtime's configuration holds beside the launch value. */
export interface OciSurroundings {
  /** The follower's own, for containers that run as nobody else. */
  readonly user: SpecUser
  /** Of the container's user. */
  readonly groups: readonly number[]
  /** CAP_ names of all that the kernel knows and we may give. */
  readonly capabilities: readonly string[]
  /** The file system of containers that have none of their own: all of the host's, mounted there. */
  readonly hostRoot: string
  /** Run in the host's namespaces once the container's first process is there and waits. */
  readonly hook: { readonly path: string; readonly args: readonly string[] }
}

/** Whether a container needs an OCI runtime: a shell can't start it. */
export const needsRuntime = ({ root, mounts, hostMounts, hostname, linux }: LaunchSpec): boolean =>
  root !== undefined ||
  hostname !== undefined ||
  linux.seccomp !== undefined ||
  [mounts, hostMounts, linux.namespaces, linux.devices, linux.maskedPaths, linux.readonlyPaths].some(
    list => (list?.length ?? 0) > 0,
  )

/**
 * The config.json of an OCI runtime (https://github.com/opencontainers/runtime-spec, config.md). Cgroups are not in it: the shim has
 * joined them.
 */
export const ociConfig = (spec: LaunchSpec, surroundings: OciSurroundings): object => {
  const { maskedPaths, readonlyPaths, devices, seccomp, rootfsPropagation } = spec.linux
  return {
    ociVersion: '1.0.2',
    process: ociProcess(spec.process, surroundings),
    root: spec.root ?? { path: surroundings.hostRoot },
    ...(spec.hostname === undefined ? {} : { hostname: spec.hostname }),
    mounts: [...(spec.root ? [] : hostDevices), ...(spec.mounts ?? [])],
    hooks: { createRuntime: [surroundings.hook] },
    linux: {
      namespaces: namespaces(spec),
      rootfsPropagation: propagation[rootfsPropagation ?? 'slave'],
      ...(maskedPaths ? { maskedPaths } : {}),
      ...(readonlyPaths ? { readonlyPaths } : {}),
      ...(devices ? { devices } : {}),
      ...(seccomp ? { seccomp } : {}),
    },
  }
}

/** Without it the runtime would make its devices in the host's own folder. */
const hostDevices = [{ destination: '/dev', type: 'bind', source: '/dev', options: ['rbind', 'rslave'] }]

const propagation = { private: 'rprivate', slave: 'rslave', shared: 'rshared', unbindable: 'runbindable' } as const

/** One's own mounts always: the rest would be the host's. */
const namespaces = (spec: LaunchSpec) => {
  const given = spec.linux.namespaces ?? []
  const mount = given.some(({ type }) => type === 'mount') ? [] : [{ type: 'mount' }]
  const uts = spec.hostname === undefined || given.some(({ type }) => type === 'uts') ? [] : [{ type: 'uts' }]
  return [...mount, ...uts, ...given]
}

/** Also what `crun exec` reads of a process that joins a container. */
export const ociProcess = (spec: SpecProcess, surroundings: Omit<OciSurroundings, 'hook'>): object => {
  const user = spec.user ?? surroundings.user
  return {
    args: spec.args,
    env: spec.env,
    cwd: spec.cwd,
    user: { uid: user.uid, gid: user.gid, additionalGids: surroundings.groups },
    capabilities: capabilities(spec, user, surroundings.capabilities),
    noNewPrivileges: spec.noNewPrivileges ?? false,
    ...(spec.rlimits ? { rlimits: spec.rlimits } : {}),
    ...(spec.terminal ? { terminal: true } : {}),
    ...(spec.consoleSize ? { consoleSize: spec.consoleSize } : {}),
  }
}

/** A set that nobody speaks of is as the kernel has it for such a user; the runtime would take absent ones for empty. */
const capabilities = ({ capabilities: given }: SpecProcess, user: SpecUser, all: readonly string[]) => {
  const bounding = given?.bounding ?? all
  const permitted = given?.permitted ?? (user.uid === 0 ? bounding : [])
  return {
    bounding,
    permitted,
    effective: given?.effective ?? permitted,
    inheritable: given?.inheritable ?? [],
    ambient: given?.ambient ?? [],
  }
}
