import { describe, expect, it } from 'vitest'
import type { Examined, ProbeResult } from '../../../src/provisioning/doctor/check.ts'
import { findingsIn } from '../../../src/provisioning/doctor/checks.ts'
import { layoutOf } from '../../../src/provisioning/layout.ts'
import type { Facts } from '../../../src/provisioning/model/fact.ts'
import { clusterFrom, root } from '../../support/role-context.ts'

const cluster = clusterFrom(`all:
  vars: { zookeeper_server_group: leaders, mesos_follower_secret: s }
  children:
    leaders:
      vars: { mesos_mode: leader }
      hosts: { l1: { ansible_host: 10.0.0.1 }, l2: { ansible_host: 10.0.0.2 }, l3: { ansible_host: three.example } }
    followers:
      hosts: { f1: { ansible_host: 10.0.0.4 } }
`)
const layout = layoutOf(root)
const secret = { principal: 'follower', secret: 's' }

/** What each fact answers on a host where all is well. */
const healthy: Readonly<Record<string, (args: any, host: string) => unknown>> = {
  'files/file-system': () => ({ type: 'ext2/ext3', freeBytes: 5e10 }),
  'host/resolved-names': ({ names }) => new Set(names),
  'files/file': () => ({ kind: 'directory', mode: 0o755, owner: 'root:root' }),
  'host/cgroup-controllers': () => new Set(['cpu', 'memory']),
  'host/glibc-loader': () => true,
  'units/unit-health': () => ({ active: true, enabled: true, restarts: 0, lastWords: [] }),
  'zookeeper/member': (_, host) => ({
    answers: true,
    mode: host === 'l2' ? 'leader' : 'follower',
    slowWrites: 0,
    slowestWrite: 0,
  }),
  'files/credentials-file': () => [secret],
  'files/credential-file': () => secret,
  'host/http-answer': ({ path }) =>
    path === '/redirect'
      ? { status: 307, location: '//10.0.0.2:5050', body: '' }
      : { status: 200, body: '{"id":"x-S1"}' },
}

interface Ill {
  readonly [fact: string]: (args: any, host: string) => unknown
}
interface Signs {
  /** Overrides by host and fact. */
  readonly facts?: Readonly<Record<string, Ill>>
  readonly clocks?: Readonly<Record<string, number>>
  readonly closed?: readonly string[]
  readonly absent?: readonly string[]
}

/** On a host that was never provisioned. */
const nothing: Ill = {
  'files/file': () => ({ kind: 'absent' }),
  'units/unit-health': () => ({ active: false, enabled: false, restarts: 0, lastWords: [] }),
  'host/http-answer': () => undefined,
  'files/credentials-file': () => [],
  'files/credential-file': () => undefined,
}

const examined = ({ facts = {}, clocks = {}, closed = [], absent = [] }: Signs): Examined[] =>
  cluster.hosts
    .filter(({ name }) => !absent.includes(name))
    .map(host => ({
      host,
      cluster,
      surroundings: root,
      layout,
      clock: { aheadBy: clocks[host.name] ?? 0, give: 0.05 },
      probe: ({ address, port }): ProbeResult =>
        closed.includes(`${host.name} ${address}:${port}`) ? 'silent' : 'open',
      facts: {
        get: (fact, args) => (facts[host.name]?.[fact.name] ?? healthy[fact.name]!)(args, host.name) as never,
      } satisfies Facts,
    }))

const found = (signs: Signs) =>
  findingsIn(examined(signs)).map(({ severity, check, host = '', what }) => `${severity} ${check} ${host}: ${what}`)

describe('the doctor', () => {
  it('finds nothing where all is well', () => {
    expect(found({})).toEqual([])
  })

  it.each<[string, Signs, string[]]>([
    [
      'a disk that is full',
      {
        facts: {
          f1: { 'files/file-system': ({ path }) => ({ type: 'x', freeBytes: path === '/var/log/mesos' ? 5e6 : 5e10 }) },
        },
      },
      ['error disks f1: 5 MB are free at /var/log/mesos'],
    ],
    [
      'a clock that is off',
      { clocks: { l3: -3.2 } },
      ['warning clocks l3: its clock is 3.2 s behind the other hosts’'],
    ],
    [
      'a clock that is far off',
      { clocks: { f1: 90 } },
      ['error clocks f1: its clock is 90.0 s ahead of the other hosts’'],
    ],
    [
      'a closed port between two hosts',
      { closed: ['f1 10.0.0.2:5050', 'l1 10.0.0.2:3888'] },
      [
        'error ports l1: cannot reach l2 on port 3888 (ZooKeeper’s elections): no answer',
        'error ports f1: cannot reach l2 on port 5050 (the leader): no answer',
      ],
    ],
    [
      'a name that nobody knows',
      { facts: { f1: { 'host/resolved-names': () => new Set() } } },
      ['error names f1: does not know the address of three.example'],
    ],
    [
      'a system without glibc',
      { facts: { f1: { 'host/glibc-loader': () => false } } },
      ['error system f1: debian 12 has no glibc, and the daemons’ Node needs it'],
    ],
    [
      'a kernel without cgroups',
      { facts: { f1: { 'host/cgroup-controllers': () => new Set(['cpu']) } } },
      ['error kernel f1: its kernel has no cgroups for cgroups/mem'],
    ],
    [
      'a unit that died, one that keeps dying, one that would not come back',
      {
        facts: {
          l1: {
            'units/unit-health': ({ unit }) => ({
              active: unit !== 'mantl-leader',
              enabled: true,
              restarts: 0,
              lastWords: ['bye'],
            }),
          },
          f1: { 'units/unit-health': () => ({ active: true, enabled: false, restarts: 7, lastWords: [] }) },
        },
      },
      [
        'error units l1: mantl-leader does not run',
        'warning units f1: mantl-follower was restarted 7 times',
        'warning units f1: mantl-follower would not start at boot',
      ],
    ],
    [
      'a member that is out of the ensemble',
      { facts: { l3: { 'zookeeper/member': () => ({ answers: true, slowWrites: 0, slowestWrite: 0 }) } } },
      [
        'error zookeeper l3: its ZooKeeper server is up and serves nobody: it sees no quorum',
        'warning zookeeper : 2 of 3 ZooKeeper servers serve: one more lost, and the quorum is',
      ],
    ],
    [
      'a quorum that is lost, of members that cannot be asked too',
      {
        facts: { l3: { 'zookeeper/member': () => ({ answers: false, slowWrites: 0, slowestWrite: 0 }) } },
        absent: ['l1'],
      },
      [
        'error zookeeper l3: its ZooKeeper server does not answer on port 2181',
        'error zookeeper : 1 of 3 ZooKeeper servers serve; 2 are needed for a quorum',
      ],
    ],
    [
      'a member on its own, and one with a slow disk',
      {
        facts: {
          l1: { 'zookeeper/member': () => ({ answers: true, mode: 'standalone', slowWrites: 0, slowestWrite: 0 }) },
          l2: { 'zookeeper/member': () => ({ answers: true, mode: 'leader', slowWrites: 4, slowestWrite: 2300 }) },
        },
      },
      [
        'error zookeeper l1: its ZooKeeper server runs alone, outside the ensemble',
        'warning zookeeper l2: 4 writes of its ZooKeeper to the disk took over a second, up to 2300 ms',
      ],
    ],
    [
      'a wrong secret',
      { facts: { f1: { 'files/credential-file': () => ({ ...secret, secret: 'other' }) } } },
      ['error secrets f1: its secret for follower is not one that l1, l2, l3 accepts'],
    ],
    [
      'a secret that is missing',
      { facts: { f1: { 'files/credential-file': () => undefined } } },
      ['error secrets f1: has no secret, and l1, l2, l3 asks for one'],
    ],
    [
      'leaders that do not agree, do not know, do not answer',
      {
        facts: {
          l1: { 'host/http-answer': () => ({ status: 307, location: 'http://10.0.0.1:5050/', body: '' }) },
          l3: { 'host/http-answer': () => ({ status: 503, body: '' }) },
        },
      },
      [
        'error leadership l3: its leader knows of none that leads',
        'error leadership : the leaders do not agree on who leads: l1 says 10.0.0.1:5050, l2 says 10.0.0.2:5050',
      ],
    ],
    [
      'a follower that no leader knows',
      { facts: { f1: { 'host/http-answer': () => ({ status: 200, body: '{"id":""}' }) } } },
      ['error leadership f1: its follower is registered with no leader'],
    ],
    [
      'daemons that do not answer',
      { facts: { f1: { 'host/http-answer': () => undefined }, l1: { 'host/http-answer': () => undefined } } },
      [
        'error leadership l1: its leader does not answer on port 5050',
        'error leadership f1: its follower does not answer on port 5051',
      ],
    ],
    [
      'hosts that are new, and nothing of what therefore does not run or serve there',
      {
        facts: {
          l3: { ...nothing, 'zookeeper/member': () => ({ answers: false, slowWrites: 0, slowestWrite: 0 }) },
          f1: nothing,
        },
        clocks: { f1: 90 },
      },
      [
        'error clocks f1: its clock is 90.0 s ahead of the other hosts’',
        'error provisioned l3: nothing of mantl is there yet',
        'error provisioned f1: nothing of mantl is there yet',
      ],
    ],
  ])('names %s', (_, signs, expected) => {
    expect(found(signs)).toEqual(expected)
  })

  it('never says a secret', () => {
    expect(
      JSON.stringify(found({ facts: { f1: { 'files/credential-file': () => ({ ...secret, secret: 'hunter2' }) } } })),
    ).not.toContain('hunter2')
  })
})
