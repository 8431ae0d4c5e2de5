import { readFileSync } from 'node:fs'
import { MantlError } from '../../errors.ts'
import type { Container } from './containerizer/container.ts'
import { type Isolator, isRefusal, type MachineAbilities, type Refusal } from './containerizer/isolators/isolator.ts'
import { chooseIsolators } from './containerizer/isolators/table.ts'
import type { LaunchSpec } from './containerizer/launch-spec.ts'
import type { FollowerFlags } from './identity.ts'
import { type CgroupLayout, detectCgroups, prepareCgroups } from './linux/cgroups.ts'

export interface Isolation {
  readonly isolators: readonly Isolator[]
  /** Absent: containers are told apart by sessions alone. */
  readonly cgroups?: CgroupLayout
}

/**
 * What --isolation and --launcher come to on this machine. The linux launcher holds every container in cgroups, so that none of its
 * processes can get away. Throws MantlError follower.isolation or follower.cgroups.
 */
export const chooseIsolation = (flags: FollowerFlags, root: boolean): Isolation => {
  const found = detectCgroups(flags.cgroups_hierarchy)
  const machine: MachineAbilities = { root, cgroups: found?.kind, controllers: found?.controllers ?? [] }
  const isolators = chooseIsolators(flags.isolation, machine, flags)
  const asked = controllersOf(isolators)
  const linux = flags.launcher === undefined ? root && holds(machine) : flags.launcher === 'linux'
  if (linux && !(root && holds(machine))) {
    throw new MantlError('follower.isolation', '--launcher=linux needs root and a cgroup to hold containers', {
      hint: 'use --launcher=posix',
    })
  }
  const controllers = [...new Set([...(linux ? ['freezer'] : []), ...asked])]
  if (controllers.length === 0) return { isolators }
  const own = readFileSync('/proc/self/cgroup', 'utf8')
  return { isolators, cgroups: prepareCgroups(flags.cgroups_hierarchy, flags.cgroups_root, controllers, own) }
}

const holds = ({ cgroups, controllers }: MachineAbilities): boolean =>
  cgroups === 'v2' || (cgroups === 'v1' && controllers.includes('freezer'))

const probe = { process: { args: [''], env: [], cwd: '/' }, linux: { cgroupsPath: '', controllers: [], resources: {} } }
const container: Container = { id: '', kind: 'executor', command: {}, directory: '/', resources: { cpus: 1, mem: 1 } }
const settings = { cgroups_enable_cfs: false, cgroups_limit_swap: false, revocable_cpu_low_priority: true }

/** An isolator says which controllers it joins by what it makes of a launch value. */
const controllersOf = (isolators: readonly Isolator[]): readonly string[] =>
  isolators.flatMap(({ prepare }) => controllersAfter(prepare?.(probe, container, settings) ?? probe))

const controllersAfter = (spec: LaunchSpec | Refusal): readonly string[] =>
  isRefusal(spec) ? [] : spec.linux.controllers
