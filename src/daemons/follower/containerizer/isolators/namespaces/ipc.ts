import type { Container } from '../../container.ts'
import { type LaunchSpec, megabytes } from '../../launch-spec.ts'
import { needsFilesystemLinux } from '../has-filesystem-linux.ts'
import type { Isolator, IsolatorSettings, Refusal } from '../isolator.ts'
import { needsRuntime } from '../needs-runtime.ts'
import { flatName } from '../volume/pin-folder.ts'
import { withNamespace } from '../with-namespace.ts'

/** Who shares System V objects, POSIX queues and /dev/shm with whom (containerizer.md 5, IPC matrix). */
export const namespacesIpc: Isolator = {
  name: 'namespaces/ipc',
  impossible: (machine, settings) => needsRuntime(machine) ?? needsFilesystemLinux(settings),
  prepare: (spec, container, settings) => {
    const refused = refusalOf(container, settings)
    if (refused !== undefined) return { refused }
    if (container.kind === 'debug') return spec
    const joined = withIpc(spec, container)
    if ('refused' in joined) return joined
    return withShm(joined, container, settings)
  },
}

const refusalOf = (container: Container, settings: IsolatorSettings): string | undefined => {
  const { ipc_mode: mode = 'UNKNOWN', shm_size: size } = container.info?.linux_info ?? {}
  if (size !== undefined && mode !== 'PRIVATE') return 'it asks for a shm_size without the ipc_mode PRIVATE'
  if (mode === 'PRIVATE' && container.kind === 'debug') return "a debug container is in its parent's ipc namespace"
  if (mode !== 'SHARE_PARENT' || container.parent !== undefined) return undefined
  return settings.disallow_sharing_agent_ipc_namespace
    ? "it asks for the host's ipc namespace, and --disallow_sharing_agent_ipc_namespace is set"
    : undefined
}

const modeOf = ({ info, parent }: Container): 'PRIVATE' | 'SHARE_PARENT' => {
  const mode = info?.linux_info?.ipc_mode
  if (mode === 'PRIVATE' || mode === 'SHARE_PARENT') return mode
  return parent === undefined ? 'PRIVATE' : 'SHARE_PARENT'
}

/** Whether anybody from it outwards has left the host's. */
const leavesHost = (container: Container): boolean =>
  modeOf(container) === 'PRIVATE' || (container.parent !== undefined && leavesHost(container.parent))

const withIpc = (spec: LaunchSpec, container: Container): LaunchSpec | Refusal => {
  if (modeOf(container) === 'PRIVATE') return withNamespace(spec, 'ipc')
  const { parent } = container
  if (parent === undefined || !leavesHost(parent)) return spec
  return parent.pid === undefined
    ? { refused: `the container '${parent.id}' around it has no process to join` }
    : withNamespace(spec, 'ipc', `/proc/${parent.pid}/ns/ipc`)
}

const withShm = (spec: LaunchSpec, container: Container, settings: IsolatorSettings): LaunchSpec => {
  const source = shmOf(container, settings)
  // What is mounted at that place of the host is there already.
  if (source === hostShm && spec.root === undefined) return spec
  const bind = { destination: hostShm, type: 'bind', source, options: ['bind', 'nosuid', 'nodev'] }
  const mounts = [...(spec.mounts ?? []), bind]
  if (!hasOwnShm(container)) return { ...spec, mounts }
  const bytes = sizeOf(container, settings)
  const shm = { kind: 'shm', path: source, ...(bytes === undefined ? {} : { bytes }) } as const
  return { ...spec, mounts, preparations: [...(spec.preparations ?? []), shm] }
}

const hostShm = '/dev/shm'

/** Those within it may share it, so it is mounted where they find it. */
const shmOf = (container: Container, settings: IsolatorSettings): string => {
  if (hasOwnShm(container)) return `${settings.runtime_dir}/shm/${flatName(container.id)}`
  const { parent, info } = container
  return info?.linux_info?.ipc_mode === 'SHARE_PARENT' && parent !== undefined ? shmOf(parent, settings) : hostShm
}

/** One that asks for nothing has it only where it has a file system of its own. */
const hasOwnShm = ({ info, image }: Container): boolean => {
  const mode = info?.linux_info?.ipc_mode
  return mode === 'PRIVATE' || (mode !== 'SHARE_PARENT' && image !== undefined)
}

/** Absent: half of the machine's memory, as the kernel has it. */
const sizeOf = ({ info }: Container, settings: IsolatorSettings): number | undefined => {
  const size = info?.linux_info?.shm_size
  return size === undefined ? settings.default_container_shm_size : megabytes(size)
}
