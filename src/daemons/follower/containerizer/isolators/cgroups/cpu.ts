import type { ContainerResources, LaunchSpec } from '../../launch-spec.ts'
import type { Isolator, IsolatorSettings, MachineAbilities, Readings } from '../isolator.ts'
import { keyed } from './keyed.ts'
import { needsCgroups } from './needs-cgroups.ts'

const sharesPerCpu = 1024
const sharesPerRevocableCpu = 10
const minShares = 2
const period = 100_000
const minQuota = 1_000
/** USER_HZ, which Linux has fixed at 100 for what it tells programs. */
const ticksPerSecond = 100

/** cpu.shares by cpus, and a hard ceiling under --cgroups_enable_cfs (figures of Mesos' cgroups/cpu). */
export const cgroupsCpu: Isolator = {
  name: 'cgroups/cpu',
  impossible: (machine: MachineAbilities) => needsCgroups('cpu', machine),
  prepare: (spec, { resources }, settings) => ({
    ...spec,
    linux: {
      ...spec.linux,
      controllers: [...spec.linux.controllers, 'cpu', 'cpuacct'],
      resources: { ...spec.linux.resources, cpu: limits(resources, settings) },
    },
  }),
  readings: { v1: ['cpuacct/cpuacct.stat', 'cpu/cpu.stat'], v2: ['cpu.stat'] },
  usage: readings => ({ ...times(readings), ...throttling(readings) }),
}

const limits = (
  { cpus, revocableCpus }: ContainerResources,
  settings: IsolatorSettings,
): LaunchSpec['linux']['resources']['cpu'] => {
  const each = revocableCpus === true && settings.revocable_cpu_low_priority ? sharesPerRevocableCpu : sharesPerCpu
  const shares = Math.max(Math.floor(each * cpus), minShares)
  if (!settings.cgroups_enable_cfs) return { shares }
  return { shares, period, quota: Math.max(Math.floor(period * cpus), minQuota) }
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
