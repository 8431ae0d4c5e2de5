import { describe, expect, it } from 'vitest'
import {
  parsePorts,
  portsLimitation,
  strangePorts,
} from '../../../../../src/daemons/follower/containerizer/watchers/port-ownership.ts'
import { readListeners, readTraffic } from '../../../../../src/daemons/follower/linux/socket-table.ts'
import type { Resource } from '../../../../../src/mesos/messages/resource.ts'

const own: readonly Resource[] = [
  { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31000, end: 31001 }] } },
  { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31005, end: 31005 }] } },
  { name: 'cpus', type: 'SCALAR', scalar: { value: 1 } },
]

describe('ports that are not a container’s own', () => {
  const cases = [
    { listening: [31000, 31005], strange: [] },
    { listening: [], strange: [] },
    { listening: [31000, 31002, 31003], strange: [{ begin: 31002, end: 31003 }] },
    { listening: [80, 40000], looked: [{ begin: 31000, end: 32000 }], strange: [] },
    { listening: [80, 31009], looked: [{ begin: 31000, end: 32000 }], strange: [{ begin: 31009, end: 31009 }] },
    {
      listening: [31999, 32000, 32001],
      looked: [{ begin: 31000, end: 32000 }],
      strange: [{ begin: 31999, end: 32000 }],
    },
    { listening: [80], looked: [], strange: [] },
  ]
  it.each(cases)('$listening of those in $looked', ({ listening, looked, strange }) =>
    expect(strangePorts(listening, own, looked)).toEqual(strange),
  )

  it('are why it ends', () =>
    expect(portsLimitation('c', [{ begin: 80, end: 81 }])).toEqual({
      reason: 'REASON_CONTAINER_LIMITATION',
      message: 'Container c listens on ports that are not its own: [80-81]',
      resources: [{ name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 80, end: 81 }] } }],
    }))
})

describe('--container_ports_isolated_range', () => {
  it('is ranges of ports', () =>
    expect(parsePorts('[1-5, 9-9]')).toEqual([
      { begin: 1, end: 5 },
      { begin: 9, end: 9 },
    ]))
  it.each(['5', 'x', '[1-70000]', '{a}'])('is not %s', text => expect(parsePorts(text)).toHaveProperty('problem'))
})

/** As Linux 6.1 prints them, shortened. */
const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
const row = (address: string, state: string, inode: number) =>
  `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0`

describe('the kernel’s tables', () => {
  it('tell who listens, first', () => {
    const lines = [header, row('0100007F:7918', '0A', 77), row('00000000:0016', '0A', 78)]
    expect(readListeners(lines)).toEqual({
      listeners: [
        { inode: '77', port: 31000 },
        { inode: '78', port: 22 },
      ],
      more: true,
    })
    expect(readListeners([...lines, row('0100007F:7919', '01', 79)])).toMatchObject({ more: false })
  })

  it('of IPv6 too', () =>
    expect(readListeners([row('00000000000000000000000000000000:1F90', '0A', 5)])).toMatchObject({
      listeners: [{ inode: '5', port: 8080 }],
    }))

  it('tell what went through which device', () => {
    const text = [
      'Inter-|   Receive                                                |  Transmit',
      ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
      '    lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0',
      '  eth0:    1000      10    1    2    0     0          0         0     2000      20    3    4    0     0       0          0',
      '  eth1:       1       1    1    1    0     0          0         0        1       1    1    1    0     0       0          0',
    ].join('\n')
    expect(readTraffic(text, ['eth0', 'eth1'])).toEqual({
      net_rx_bytes: 1001,
      net_rx_packets: 11,
      net_rx_errors: 2,
      net_rx_dropped: 3,
      net_tx_bytes: 2001,
      net_tx_packets: 21,
      net_tx_errors: 4,
      net_tx_dropped: 5,
    })
  })
})
