import { existsSync, readFileSync, statSync } from 'node:fs'
import { MantlError } from '../../errors.ts'
import type { Container } from './containerizer/container.ts'
import {
  type Isolator,
  type IsolatorSettings,
  isRefusal,
  type MachineAbilities,
  type Refusal,
} from './containerizer/isolators/isolator.ts'
import { chooseIsolators } from './containerizer/isolators/table.ts'
import type { LaunchSpec } from './containerizer/launch-spec.ts'
import { devicePrograms } from './containerizer/preparations/device-program.ts'
import type { Preparers } from './containerizer/preparations/table.ts'
import type { FollowerFlags } from './identity.ts'
import { enterAgentCgroups } from './linux/agent-cgroups.ts'
import { prepareCgroups } from './linux/cgroup-roots.ts'
import type { CgroupLayout } from './linux/cgroups.ts'
import { machineAbilities, machineFigures } from './linux/machine.ts'
import { etcFiles } from './networks/plan.ts'
import { paths } from './paths.ts'
import { parseGidRange } from './volume-gids/ledger.ts'
import { openVolumeGids, type VolumeGids } from './volume-gids/volume-gids.ts'

export interface Isolation {
  readonly isolators: readonly Isolator[]
  /** Absent: containers are told apart by sessions alone. */
  readonly cgroups?: CgroupLayout
  /** Flags, and what the machine is like. */
  readonly settings: IsolatorSettings
  readonly machine: MachineAbilities
  /** For what is done in cgroups before a container starts. */
  readonly preparers?: Preparers
  /** Absent: volumes have no groups of their own. */
  readonly volumeGids?: VolumeGids
}

/**
 * What --isolation and --launcher come to on this machine. The linux launcher holds every container in cgroups, so that none of its
 * processes can get away. Throws MantlError follower.isolation or follower.cgroups.
 */
export const chooseIsolation = (flags: FollowerFlags, root: boolean): Isolation => {
  const machine = machineAbilities(flags, root)
  const volumeGids = chooseVolumeGids(flags, root)
  const settings: IsolatorSettings = {
    ...flags,
    machine: machineFigures(flags),
    host_files: hostFiles(),
    isFile,
    ...(volumeGids ? { volumeGid: volumeGids.claim } : {}),
  }
  const isolators = chooseIsolators(flags.isolation, machine, settings)
  if (flags.agent_subsystems) {
    enterAgentCgroups(flags.cgroups_hierarchy, flags.cgroups_root, flags.agent_subsystems, process.pid)
  }
  const asked = controllersOf(isolators, settings)
  const linux = flags.launcher === undefined ? root && holds(machine) : flags.launcher === 'linux'
  if (linux && !(root && holds(machine))) {
    throw new MantlError('follower.isolation', '--launcher=linux needs root and a cgroup to hold containers', {
      hint: 'use --launcher=posix',
    })
  }
  const controllers = [...new Set([...(linux ? ['freezer'] : []), ...asked])]
  const groups: Preparers = volumeGids ? { 'volume-gid': { make: ({ path }) => volumeGids.grant(path) } } : {}
  const common = { isolators, settings, machine, ...(volumeGids ? { volumeGids } : {}) }
  if (controllers.length === 0) return { ...common, preparers: groups }
  const own = readFileSync('/proc/self/cgroup', 'utf8')
  const cgroups = prepareCgroups(flags.cgroups_hierarchy, flags.cgroups_root, controllers, own)
  const bpftool = machine.programs?.get('bpftool')
  const preparers = bpftool === undefined ? {} : { 'device-program': devicePrograms(cgroups, bpftool) }
  return { ...common, cgroups, preparers: { ...groups, ...preparers } }
}

const chooseVolumeGids = (
  { volume_gid_range: text, work_dir }: FollowerFlags,
  root: boolean,
): VolumeGids | undefined => {
  if (text === undefined) return undefined
  const range = parseGidRange(text)
  if (typeof range === 'string') throw new MantlError('follower.flags', range)
  if (!root) throw new MantlError('follower.flags', '--volume_gid_range: only root gives folders to groups')
  return openVolumeGids(paths(work_dir), range)
}

const holds = ({ cgroups, controllers }: MachineAbilities): boolean =>
  cgroups === 'v2' || (cgroups === 'v1' && controllers.includes('freezer'))

const probe = { process: { args: [''], env: [], cwd: '/' }, linux: { cgroupsPath: '', controllers: [], resources: {} } }
const container: Container = { id: '', kind: 'executor', command: {}, directory: '/', resources: { cpus: 1, mem: 1 } }

/** An isolator says which controllers it joins by what it makes of a launch value. */
const controllersOf = (isolators: readonly Isolator[], settings: IsolatorSettings): readonly string[] =>
  isolators.flatMap(({ prepare }) => controllersAfter(prepare?.(probe, container, settings) ?? probe))

const controllersAfter = (spec: LaunchSpec | Refusal): readonly string[] =>
  isRefusal(spec) ? [] : spec.linux.controllers

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === false

/** Those of a network that the host has: containers with a network of their own are not to see them. */
const hostFiles = (): readonly string[] => etcFiles.map(name => `/etc/${name}`).filter(path => existsSync(path))
