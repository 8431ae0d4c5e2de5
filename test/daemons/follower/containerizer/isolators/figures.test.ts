import { describe, expect, it } from 'vitest'
import { isolators } from '../../../../../src/daemons/follower/containerizer/isolators/table.ts'

const none = { processes: 3, threads: 4, userSeconds: 0, systemSeconds: 0, rssBytes: 0 }
const settings = { cgroups_enable_cfs: false, cgroups_limit_swap: false, revocable_cpu_low_priority: true }
const usage = (name: string, readings: Readonly<Record<string, string>>, flags: object = {}) =>
  JSON.parse(
    JSON.stringify(
      isolators.find(one => one.name === name)!.usage!(new Map(Object.entries(readings)), none, {
        ...settings,
        ...flags,
      }),
    ),
  )

describe('of block devices', () => {
  it('in the old hierarchy', () => {
    const { blkio_statistics } = usage('cgroups/blkio', {
      'blkio/blkio.throttle.io_serviced': '253:0 Read 2\n253:0 Write 1\n253:0 Discard 0\n253:0 Total 3\nTotal 3\n',
      'blkio/blkio.throttle.io_service_bytes': '253:0 Read 8192\n253:0 Total 8192\nTotal 8192\n',
      'blkio/blkio.bfq.io_serviced': '8:16 Sync 7\nTotal 7\n',
      'blkio/blkio.bfq.time': '8:16 55\n',
    })
    expect(blkio_statistics.throttling).toEqual([
      {
        device: { major_number: 253, minor_number: 0 },
        io_serviced: [
          { op: 'READ', value: 2 },
          { op: 'WRITE', value: 1 },
          { op: 'DISCARD', value: 0 },
          { op: 'TOTAL', value: 3 },
        ],
        io_service_bytes: [
          { op: 'READ', value: 8192 },
          { op: 'TOTAL', value: 8192 },
        ],
      },
      { io_serviced: [{ op: 'TOTAL', value: 3 }], io_service_bytes: [{ op: 'TOTAL', value: 8192 }] },
    ])
    expect(blkio_statistics.cfq).toEqual([
      { device: { major_number: 8, minor_number: 16 }, time: 55, io_serviced: [{ op: 'SYNC', value: 7 }] },
      { io_serviced: [{ op: 'TOTAL', value: 7 }] },
    ])
  })
  it('in the unified one', () => {
    const text = '8:0 rbytes=100 wbytes=20 rios=3 wios=4 dbytes=0 dios=0\nnonsense\n'
    const { throttling } = usage('cgroups/blkio', { 'io.stat': text }).blkio_statistics
    expect(throttling).toHaveLength(2)
    expect(throttling[0].io_service_bytes).toEqual([
      { op: 'READ', value: 100 },
      { op: 'WRITE', value: 20 },
      { op: 'DISCARD', value: 0 },
      { op: 'TOTAL', value: 120 },
    ])
    expect(throttling[1].io_serviced).toEqual([{ op: 'TOTAL', value: 7 }])
  })
})

describe('of processors', () => {
  it('with processes and threads under the flag', () => {
    expect(usage('cgroups/cpu', {})).toEqual({})
    expect(usage('cgroups/cpu', {}, { cgroups_cpu_enable_pids_and_tids_count: true })).toEqual({
      processes: 3,
      threads: 4,
    })
  })
  it.each([
    {
      readings: { 'cpu/cpu.cfs_quota_us': '150000\n', 'cpu/cpu.cfs_period_us': '100000\n' },
      expected: { cpus_limit: 1.5 },
    },
    { readings: { 'cpu/cpu.cfs_quota_us': '-1\n', 'cpu/cpu.cfs_period_us': '100000\n' }, expected: {} },
    { readings: { 'cpu.max': '50000 100000\n' }, expected: { cpus_limit: 0.5 } },
    { readings: { 'cpu.max': 'max 100000\n' }, expected: {} },
  ])('the ceiling in $readings', ({ readings, expected }) => {
    expect(usage('cgroups/cpu', readings as unknown as Record<string, string>)).toEqual(expected)
  })
})

describe('of memory', () => {
  it('of the kernel, and no limit told where there is none', () => {
    const readings = {
      'memory/memory.limit_in_bytes': '9223372036854771712\n',
      'memory/memory.memsw.usage_in_bytes': '5\n',
      'memory/memory.kmem.usage_in_bytes': '6\n',
      'memory/memory.kmem.tcp.usage_in_bytes': '7\n',
    }
    expect(usage('cgroups/mem', readings)).toEqual({
      mem_total_memsw_bytes: 5,
      mem_kmem_usage_bytes: 6,
      mem_kmem_tcp_usage_bytes: 7,
    })
  })
})
