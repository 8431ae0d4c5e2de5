import { MantlError } from '../../../../errors.ts'
import { cgroupsBlkio } from './cgroups/blkio.ts'
import { cgroupsCpu } from './cgroups/cpu.ts'
import { cgroupsCpuset } from './cgroups/cpuset.ts'
import { cgroupsDevices } from './cgroups/devices.ts'
import { cgroupsHugetlb } from './cgroups/hugetlb.ts'
import { cgroupsMem } from './cgroups/mem.ts'
import { cgroupsNetCls } from './cgroups/net-cls.ts'
import { cgroupsNetPrio } from './cgroups/net-prio.ts'
import { cgroupsPerfEvent } from './cgroups/perf-event.ts'
import { cgroupsPids } from './cgroups/pids.ts'
import { diskDu } from './disk/du.ts'
import { diskXfs } from './disk/xfs.ts'
import { dockerRuntime } from './docker/runtime.ts'
import { environmentSecret } from './environment-secret.ts'
import { filesystemLinux } from './filesystem/linux.ts'
import { filesystemPosix } from './filesystem/posix.ts'
import type { Isolator, IsolatorSettings, MachineAbilities } from './isolator.ts'
import { linuxCapabilities } from './linux/capabilities.ts'
import { linuxDevices } from './linux/devices.ts'
import { linuxNnp } from './linux/nnp.ts'
import { linuxSeccomp } from './linux/seccomp.ts'
import { namespacesIpc } from './namespaces/ipc.ts'
import { namespacesPid } from './namespaces/pid.ts'
import { networkCni } from './network/cni.ts'
import { networkPorts } from './network/ports.ts'
import { posixCpu } from './posix/cpu.ts'
import { posixMem } from './posix/mem.ts'
import { posixRlimits } from './posix/rlimits.ts'
import { volumeHostPath } from './volume/host-path.ts'
import { volumeImage } from './volume/image.ts'
import { volumeSandboxPath } from './volume/sandbox-path.ts'
import { volumeSecret } from './volume/secret.ts'

/** In the order in which they prepare a container (Mesos' creator table). */
export const isolators: readonly Isolator[] = [
  filesystemPosix,
  filesystemLinux,
  posixCpu,
  posixMem,
  posixRlimits,
  cgroupsCpu,
  cgroupsMem,
  cgroupsBlkio,
  cgroupsCpuset,
  cgroupsDevices,
  cgroupsHugetlb,
  cgroupsNetCls,
  cgroupsNetPrio,
  cgroupsPerfEvent,
  cgroupsPids,
  dockerRuntime,
  linuxCapabilities,
  linuxDevices,
  linuxNnp,
  namespacesIpc,
  namespacesPid,
  volumeSandboxPath,
  volumeHostPath,
  volumeImage,
  volumeSecret,
  diskDu,
  diskXfs,
  linuxSeccomp,
  networkCni,
  networkPorts,
  environmentSecret,
]

/** Old names that stand for new ones (containerizer.md 3). */
const shorthands: Readonly<Record<string, readonly string[]>> = {
  process: ['posix/cpu', 'posix/mem'],
  cgroups: ['cgroups/cpu', 'cgroups/mem'],
  'posix/disk': ['disk/du'],
}

/** Stands for every one of `cgroups/` that the machine can give, and for no other beside it. */
const everyController = 'cgroups/all'

/** The isolators that `--isolation` asks for and this machine can give; every name that can't be is told at once. */
export const chooseIsolators = (
  flag: string,
  machine: MachineAbilities,
  settings: IsolatorSettings,
): readonly Isolator[] => {
  const asked = namesIn(flag)
  const names = new Set(asked.flatMap(name => (name === everyController ? allControllers(machine, settings) : [name])))
  const problems = [
    ...mixed(asked),
    ...needed(asked, settings),
    ...[...names].flatMap(name => problem(name, machine, settings)),
  ]
  if (problems.length > 0) throw new MantlError('follower.isolation', `--isolation: ${problems.join('; ')}`)
  return isolators.filter(isolator => names.has(isolator.name))
}

const namesIn = (flag: string): readonly string[] => {
  const asked = flag
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
    .flatMap(name => shorthands[name] ?? [name])
  return [...asked, ...impliedBy(asked)]
}

/** What is there unasked (containerizer.md 3, normalisation). */
const impliedBy = (asked: readonly string[]): readonly string[] => [
  ...(asked.some(name => name.startsWith('filesystem/')) ? [] : ['filesystem/posix']),
  ...(asked.includes('filesystem/linux') ? ['volume/image', 'volume/host_path', 'volume/sandbox_path'] : []),
  ...(asked.some(name => name.startsWith('network/') && name !== 'network/ports') ? [] : ['network/cni']),
  'environment_secret',
]

const allControllers = (machine: MachineAbilities, settings: IsolatorSettings): readonly string[] => {
  const possible = isolators
    .filter(({ name, impossible }) => name.startsWith('cgroups/') && impossible?.(machine, settings) === undefined)
    .map(({ name }) => name)
  return possible.length > 0 ? possible : ['cgroups/cpu']
}

const mixed = (names: readonly string[]): readonly string[] =>
  names.includes(everyController) && names.some(name => name.startsWith('cgroups/') && name !== everyController)
    ? [`'${everyController}' and single ones of cgroups/ exclude each other`]
    : []

/** One file system, and what images are made containers by. */
const needed = (names: readonly string[], { image_providers: providers = '' }: IsolatorSettings): readonly string[] => {
  const filesystems = new Set(names.filter(name => name.startsWith('filesystem/')))
  const missing = ['filesystem/linux', 'docker/runtime'].filter(name => !names.includes(name))
  return [
    ...(filesystems.size > 1 ? [`${[...filesystems].join(' and ')} exclude each other`] : []),
    ...(names.includes('linux/devices') && !filesystems.has('filesystem/linux')
      ? ["'linux/devices' needs filesystem/linux"]
      : []),
    ...(providers !== '' && missing.length > 0 ? [`--image_providers needs ${missing.join(' and ')}`] : []),
  ]
}

const problem = (name: string, machine: MachineAbilities, settings: IsolatorSettings): readonly string[] => {
  const isolator = isolators.find(candidate => candidate.name === name)
  if (isolator === undefined) return [`unknown or not implemented isolator '${name}'`]
  const reason = isolator.impossible?.(machine, settings)
  return reason === undefined ? [] : [`'${name}' can't be used: ${reason}`]
}
