import type { ContainerResources, SpecResources } from '../../launch-spec.ts'
import type { Isolator, IsolatorSettings, MachineAbilities, Readings } from '../isolator.ts'
import { inCgroups } from './in-cgroups.ts'
import { keyed } from './keyed.ts'
import { needsCgroups } from './needs-cgroups.ts'

const sharesPerCpu = 1024
const sharesPerRevocableCpu = 10
const minShares = 2
const period = 100_000
const minQuota = 1_000
/** USER_HZ, which Linux has fixed at 100 for what it tells programs. */
const ticksPerSecond = 100

/** cpu.shares by cpus, and a hard ceiling under --cgroups_enable_cfs or where the task has a limit (figures of Mesos' cgroups/cpu). */
export const cgroupsCpu: Isolator = {
  name: 'cgroups/cpu',
  impossible: (machine: MachineAbilities) => needsCgroups('cpu', machine) ?? needsCgroups('cpuacct', machine),
  prepare: (spec, container, settings) =>
    inCgroups(spec, container, ['cpu', 'cpuacct'], { cpu: limits(container.resources, settings) }),
  readings: {
    v1: ['cpuacct/cpuacct.stat', 'cpu/cpu.stat', 'cpu/cpu.cfs_quota_us', 'cpu/cpu.cfs_period_us'],
    v2: ['cpu.stat', 'cpu.max'],
  },
  usage: (readings, { processes, threads }, settings) => ({
    ...(settings.cgroups_cpu_enable_pids_and_tids_count ? { processes, threads } : {}),
    ...ceiling(readings),
    ...times(readings),
    ...throttling(readings),
  }),
}

const limits = (resources: ContainerResources, settings: IsolatorSettings): NonNullable<SpecResources['cpu']> => {
  const { cpus, revocableCpus } = resources
  const each = revocableCpus === true && settings.revocable_cpu_low_priority ? sharesPerRevocableCpu : sharesPerCpu
  const shares = Math.max(Math.floor(each * cpus), minShares)
  const ceiling = resources.limits?.cpus ?? (settings.cgroups_enable_cfs ? cpus : undefined)
  if (ceiling === undefined) return { shares }
  const quota = ceiling === Number.POSITIVE_INFINITY ? -1 : Math.max(Math.floor(period * ceiling), minQuota)
  return { shares, period, quota }
}

/** None (-1 or max) is told of nobody. */
const ceiling = (readings: Readings) => {
  const old = `${readings.get('cpu/cpu.cfs_quota_us')} ${readings.get('cpu/cpu.cfs_period_us')}`
  const [quota = 0, length = 0] = (readings.get('cpu.max') ?? old).split(/\s+/).map(Number)
  return quota > 0 && length > 0 ? { cpus_limit: quota / length } : {}
}

const times = (readings: Readings) => {
  const v1 = keyed(readings.get('cpuacct/cpuacct.stat'))
  const v2 = keyed(readings.get('cpu.stat'))
  const seconds = (ticks?: number, micros?: number) =>
    ticks !== undefined ? ticks / ticksPerSecond : micros !== undefined ? micros / 1e6 : undefined
  return {
    cpus_user_time_secs: seconds(v1.get('user'), v2.get('user_usec')),
    cpus_system_time_secs: seconds(v1.get('system'), v2.get('system_usec')),
  }
}

const throttling = (readings: Readings) => {
  const stat = keyed(readings.get('cpu/cpu.stat') ?? readings.get('cpu.stat'))
  const nanos = stat.get('throttled_time')
  const micros = stat.get('throttled_usec')
  return {
    cpus_nr_periods: stat.get('nr_periods'),
    cpus_nr_throttled: stat.get('nr_throttled'),
    cpus_throttled_time_secs: nanos !== undefined ? nanos / 1e9 : micros !== undefined ? micros / 1e6 : undefined,
  }
}
