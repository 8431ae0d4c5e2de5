import { mountedSocket, socketPlaces } from '../../../executors/domain-socket.ts'
import type { Container, ProvisionedImage } from '../../container.ts'
import type { HostMount, LaunchSpec, SpecMount } from '../../launch-spec.ts'
import type { Isolator, IsolatorSettings, MachineAbilities, Refusal } from '../isolator.ts'
import { hasOwnPids } from '../namespaces/own-pids.ts'
import { needsRuntime } from '../needs-runtime.ts'
import { pinFolder } from '../volume/pin-folder.ts'
import { withVolume } from '../volume/with-volume.ts'
import { withNamespace } from '../with-namespace.ts'
import { eachPersistentVolume } from './persistent-volumes.ts'

/**
 * Mounts of the container's own: persistent volumes, and the file system of its image with what programs expect there
 * (containerizer.md 5, Rootfs mounts). What the host mounts later reaches it, never the reverse.
 */
export const filesystemLinux: Isolator = {
  name: 'filesystem/linux',
  skips: ['debug'],
  impossible: (machine: MachineAbilities, { launcher }) =>
    launcher === 'posix' ? 'it needs --launcher=linux' : needsRuntime(machine),
  prepare: (spec, container, settings) => {
    const { image } = container
    if (container.info?.mesos?.image !== undefined && image === undefined) return { refused: 'its image is not there' }
    const apart = withNamespace(spec, 'mount')
    const rooted = image === undefined ? apart : withRoot(apart, container, image, settings)
    const heard = image === undefined ? rooted : withSocket(rooted, container, settings)
    return withPersistentVolumes(heard, container, settings)
  },
}

const withRoot = (
  spec: LaunchSpec,
  container: Container,
  image: ProvisionedImage,
  settings: IsolatorSettings,
): LaunchSpec => {
  const place = settings.sandbox_directory ?? '/mnt/mesos/sandbox'
  const sandbox = sandboxOf(container, settings)
  const masked = hasOwnPids(container, settings) ? { maskedPaths } : {}
  return {
    ...spec,
    root: { path: image.rootfs },
    hostMounts: [...(spec.hostMounts ?? []), rootMount(image)],
    mounts: [
      ...kernelMounts,
      ...(hasIsolator(settings, 'namespaces/ipc') ? [] : [ownShm]),
      ...(spec.mounts ?? []),
      { destination: place, type: 'bind', source: sandbox.source, options: ['rbind', 'rw'] },
    ],
    linux: { ...spec.linux, ...masked, readonlyPaths },
    process: {
      ...spec.process,
      cwd: place,
      env: [...spec.process.env.filter(pair => !pair.startsWith('MESOS_SANDBOX=')), `MESOS_SANDBOX=${place}`],
    },
    preparations: [...(spec.preparations ?? []), ...sandbox.preparations],
  }
}

/** Executors find our socket in a folder that is mounted: the one that an earlier follower of ours listened on is dead. */
const withSocket = (spec: LaunchSpec, { kind }: Container, settings: IsolatorSettings): LaunchSpec => {
  const { http_executor_domain_sockets = false, runtime_dir = '', sandbox_directory = '/mnt/mesos/sandbox' } = settings
  const places = socketPlaces({ http_executor_domain_sockets, runtime_dir })
  if (places === undefined || kind !== 'executor') return spec
  const { folder, file } = mountedSocket(sandbox_directory)
  const others = spec.process.env.filter(pair => !pair.startsWith('MESOS_DOMAIN_SOCKET='))
  return {
    ...spec,
    mounts: [
      ...(spec.mounts ?? []),
      { destination: folder, type: 'bind', source: places.folder, options: ['bind', 'ro', ...safe] },
    ],
    process: { ...spec.process, env: [...others, `MESOS_DOMAIN_SOCKET=${file}`] },
  }
}

/** Layers may hold device nodes; nobody is to open them. */
const rootMount = ({ overlay, rootfs }: ProvisionedImage): HostMount =>
  overlay === undefined
    ? { target: rootfs, type: 'bind', source: rootfs, options: 'nodev' }
    : { target: rootfs, type: 'overlay', ...overlay }

/** A nested one's lies in its parent's, whose user might put a link there before it is mounted. */
const sandboxOf = ({ directory, parent, id }: Container, settings: IsolatorSettings) => {
  const root = parent === undefined ? directory : outermost(parent).directory
  if (!directory.startsWith(`${root}/`)) return { source: directory, preparations: [] }
  const source = `${pinFolder(settings, { id } as Container)}/sandbox`
  const pin = { kind: 'pin', root, path: directory.slice(root.length + 1), at: source } as const
  return { source, preparations: [pin] }
}

const outermost = (container: Container): Container => (container.parent ? outermost(container.parent) : container)

const safe = ['nosuid', 'noexec', 'nodev']

const kernelMounts: readonly SpecMount[] = [
  { destination: '/proc', type: 'proc', source: 'proc', options: safe },
  { destination: '/sys', type: 'sysfs', source: 'sysfs', options: [...safe, 'ro'] },
  { destination: '/sys/fs/cgroup', type: 'tmpfs', source: 'tmpfs', options: [...safe, 'mode=755'] },
  { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'noexec', 'mode=755'] },
  {
    destination: '/dev/pts',
    type: 'devpts',
    source: 'devpts',
    options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
  },
]

const ownShm: SpecMount = {
  destination: '/dev/shm',
  type: 'tmpfs',
  source: 'tmpfs',
  options: ['nosuid', 'nodev', 'mode=1777'],
}

const readonlyPaths = ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'].map(name => `/proc/${name}`)

const maskedPaths = [
  ...['acpi', 'asound', 'kcore', 'keys', 'key-users', 'latency_stats', 'sched_debug', 'scsi'].map(
    name => `/proc/${name}`,
  ),
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/firmware',
]

const hasIsolator = ({ isolation = '' }: IsolatorSettings, name: string): boolean =>
  isolation.split(',').some(one => one.trim() === name)

const withPersistentVolumes = (
  spec: LaunchSpec,
  container: Container,
  settings: IsolatorSettings,
): LaunchSpec | Refusal =>
  eachPersistentVolume(spec, container, settings, (before, { source, containerPath, mode, folder }) =>
    withVolume(
      before,
      container,
      settings,
      { container_path: containerPath, mode },
      { source, preparations: [folder] },
    ),
  )
