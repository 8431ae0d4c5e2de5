import type { CgroupInfoBlkioStatistics } from '../../../../../mesos/messages/container.ts'
import type { Isolator, Readings } from '../isolator.ts'
import { type BlockValue, ioStat, perDevice, totals } from './block-values.ts'
import { inCgroups } from './in-cgroups.ts'
import { needsCgroups } from './needs-cgroups.ts'

/** Files of the scheduler that shares a disk in time, by the field that each fills; the kernel calls it CFQ or, since 5.0, BFQ. */
const shared = {
  time: 'time',
  sectors: 'sectors',
  io_serviced: 'io_serviced',
  io_service_bytes: 'io_service_bytes',
  io_service_time: 'io_service_time',
  io_wait_time: 'io_wait_time',
  io_merged: 'io_merged',
  io_queued: 'io_queued',
} as const
const throttled = { io_serviced: 'io_serviced', io_service_bytes: 'io_service_bytes' } as const

const schedulers = ['blkio/blkio', 'blkio/blkio.bfq'] as const
const throttle = 'blkio/blkio.throttle'

/** A cgroup of blkio (io in the unified hierarchy) for each container; tells what it reads from and writes to block devices. */
export const cgroupsBlkio: Isolator = {
  name: 'cgroups/blkio',
  impossible: machine => needsCgroups('blkio', machine),
  prepare: (spec, container) => inCgroups(spec, container, ['blkio']),
  readings: {
    v1: [
      ...schedulers.flatMap(prefix =>
        Object.values(shared).flatMap(file => [`${prefix}.${file}`, `${prefix}.${file}_recursive`]),
      ),
      ...Object.values(throttled).map(file => `${throttle}.${file}`),
    ],
    v2: ['io.stat'],
  },
  usage: readings => ({ blkio_statistics: statistics(readings) }),
}

const statistics = (readings: Readings): CgroupInfoBlkioStatistics => {
  const unified = readings.get('io.stat')
  if (unified !== undefined) return { throttling: byDevice(ioStat(unified)) }
  const prefix = schedulers.find(one => readings.has(`${one}.io_serviced`)) ?? schedulers[0]
  return {
    cfq: byDevice(valuesOf(readings, shared, prefix, '')),
    cfq_recursive: byDevice(valuesOf(readings, shared, prefix, '_recursive')),
    throttling: byDevice(valuesOf(readings, throttled, throttle, '')),
  }
}

const valuesOf = (
  readings: Readings,
  files: Readonly<Record<string, string>>,
  prefix: string,
  suffix: string,
): readonly BlockValue[] =>
  Object.entries(files).flatMap(([field, file]) => perDevice(field, readings.get(`${prefix}.${file}${suffix}`) ?? ''))

/** One entry a device, and the last for all of them together, without a device. */
const byDevice = (values: readonly BlockValue[]) => {
  const devices = [...new Set(values.flatMap(({ device }) => device ?? []))]
  const of = (device: string | undefined) => totals(values.filter(value => value.device === device))
  return [...devices.map(device => ({ device: numbers(device), ...of(device) })), of(undefined)]
}

const numbers = (device: string) => {
  const [major_number = 0, minor_number = 0] = device.split(':').map(Number)
  return { major_number, minor_number }
}
