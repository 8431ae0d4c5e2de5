import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { arch, release, totalmem } from 'node:os'
import { join } from 'node:path'
import type { IsolatorSettings, MachineAbilities, MachineFigures } from '../containerizer/isolators/isolator.ts'
import { allowedDevices } from './allowed-devices.ts'
import { detectCgroups } from './cgroup-roots.ts'
import { projectQuotas } from './project-quotas.ts'
import { readSeccompProfile } from './seccomp-profiles.ts'

export interface MachineQuestions extends IsolatorSettings {
  readonly cgroups_hierarchy: string
  readonly work_dir: string
  readonly allowed_devices?: unknown
}

/** What isolators ask of the machine before they are chosen. */
export const machineAbilities = (flags: MachineQuestions, root: boolean): MachineAbilities => {
  const found = detectCgroups(flags.cgroups_hierarchy)
  const programs = installed(['bpftool', 'crun', 'du', 'perf', 'xfs_quota'])
  const runtime = programs.get('crun')
  return {
    root,
    cgroups: found?.kind,
    controllers: found?.controllers ?? [],
    ...(runtime === undefined ? {} : { runtime }),
    countsSwap: countsSwap(flags.cgroups_hierarchy, found?.kind),
    projectQuotas: projectQuotas(flags.work_dir),
    ...perfRefusal(programs.get('perf'), flags.perf_events),
    programs,
  }
}

/** Throws MantlError follower.flags where --allowed_devices is wrong. */
export const machineFigures = (flags: MachineQuestions): MachineFigures => ({
  cgroups: detectCgroups(flags.cgroups_hierarchy)?.kind,
  memoryBytes: totalmem(),
  maxThreads: Math.min(numberIn('/proc/sys/kernel/threads-max'), numberIn('/proc/sys/kernel/pid_max')),
  arch: arch(),
  kernel: release(),
  allowedDevices: allowedDevices(flags.allowed_devices),
  seccompProfile: name => readSeccompProfile(flags.seccomp_config_dir ?? '', name),
})

const countsSwap = (mount: string, kind: 'v1' | 'v2' | undefined): boolean =>
  kind === 'v2' || existsSync(join(mount, 'memory/memory.memsw.limit_in_bytes'))

/** Tried out, for nothing else knows its events. */
const perfRefusal = (perf: string | undefined, events: string | undefined): { readonly perfRefuses?: string } => {
  if (perf === undefined || events === undefined) return {}
  const { status, stderr } = spawnSync(perf, ['stat', '--event', events, 'true'], { encoding: 'utf8', timeout: 10_000 })
  return status === 0 ? {} : { perfRefuses: stderr.trim().split('\n')[0] || 'perf can not count them' }
}

const searchPath = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/local/sbin']

const installed = (names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    names.flatMap(name => {
      const path = searchPath.map(folder => join(folder, name)).find(isExecutable)
      return path === undefined ? [] : [[name, path] as const]
    }),
  )

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const numberIn = (path: string): number => {
  try {
    return Number(readFileSync(path, 'utf8').trim())
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
