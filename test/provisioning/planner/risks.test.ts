import { expect, it } from 'vitest'
import type { Change } from '../../../src/provisioning/model/change.ts'
import { content } from '../../../src/provisioning/model/content.ts'
import type { Plan } from '../../../src/provisioning/model/plan.ts'
import { risksOf } from '../../../src/provisioning/planner/risks.ts'
import { restart } from './restart.ts'

const write = (before: string | undefined, after: string, secret = false): Change => ({
  kind: 'write-file',
  path: '/etc/mantl/x.env',
  mode: 0o600,
  replaces: before !== undefined,
  content: content(after, { secret }),
  ...(before === undefined ? {} : { before }),
  why: 'w',
})
/** zoo.cfg, which named so many servers and will name so many. */
const zoo = (then: number, now: number): Change =>
  ({
    ...write(serverLines(then), serverLines(now)),
    path: '/etc/mantl/zookeeper/zoo.cfg',
  }) as Change
const serverLines = (count: number) =>
  `tickTime=2000\n${Array.from({ length: count }, (_, index) => `server.${index + 1}=h${index}:2888:3888\n`).join('')}`
const planOf = (changes: Readonly<Record<string, readonly Change[]>>): Plan => ({
  waves: [
    {
      role: 'r',
      hosts: Object.entries(changes).map(([host, all]) => ({ host, steps: [{ operation: 'o', changes: all }] })),
    },
  ],
  warnings: [],
  errors: [],
})
const risks = (changes: Readonly<Record<string, readonly Change[]>>, members = 3, leaders = 3) =>
  risksOf(planOf(changes), { zookeeper: { unit: 'zk', members }, leaders })

it.each<[string, readonly string[], string | undefined]>([
  ['a start is no risk', risks({ a: [restart(false, 'zk'), restart(false, 'mantl-leader')] }), undefined],
  ['one server', risks({ a: [restart(true, 'zk')] }, 1), 'there is no quorum'],
  ['two servers', risks({ a: [restart(true, 'zk')] }, 2), 'there is no quorum'],
  [
    'one server becomes two',
    risks({ a: [zoo(0, 2), restart(true, 'zk')], b: [restart(false, 'zk')] }, 2),
    'stands still, and elections with it',
  ],
  [
    'two become three',
    risks({ a: [zoo(2, 3), restart(true, 'zk')], b: [zoo(2, 3), restart(true, 'zk')] }, 3),
    'while one of the two restarts',
  ],
  ['three become four', risks({ a: [zoo(3, 4), restart(true, 'zk')] }, 4), '1 of 4 ZooKeeper servers restart'],
  [
    'three servers',
    risks({ a: [restart(true, 'zk')], b: [restart(true, 'zk')] }, 3),
    '2 of 3 ZooKeeper servers restart',
  ],
  ['the only leader', risks({ a: [restart(true, 'mantl-leader')] }, 1, 1), 'the only leader restarts'],
  ['a standby among three', risks({ a: [restart(true, 'mantl-leader')] }), undefined],
  [
    'every leader',
    risks({ a: [restart(true, 'mantl-leader')], b: [restart(true, 'mantl-leader')] }, 3, 2),
    'every leader restarts',
  ],
  ['a follower', risks({ a: [restart(true, 'mantl-follower')] }), 'do not checkpoint'],
  [
    'a C++ agent in whose place ours comes',
    risks({ a: [{ kind: 'stop-unit', unit: 'mesos-slave', manager: 'systemd', runtime: '', why: 'w' }] }),
    'a: the tasks of mesos-slave end',
  ],
  [
    'another folder',
    risks({ a: [write('MESOS_WORK_DIR="/a"\n', 'MESOS_WORK_DIR="/b"\n')] }),
    'changes MESOS_WORK_DIR="/a" to MESOS_WORK_DIR="/b"',
  ],
  ['the same folder', risks({ a: [write('MESOS_WORK_DIR="/a"\nX=1\n', 'MESOS_WORK_DIR="/a"\nX=2\n')] }), undefined],
  ['a file that is new', risks({ a: [write(undefined, 'MESOS_WORK_DIR="/b"\n')] }), undefined],
  [
    'another chroot',
    risks({ a: [write('MESOS_MASTER="zk://h:1/a/b"\n', 'MESOS_MASTER="zk://h:1/a/c"\n')] }),
    'empty registry',
  ],
  ['more servers', risks({ a: [write('MESOS_MASTER="zk://h:1/a"\n', 'MESOS_MASTER="zk://h:1,i:1/a"\n')] }), undefined],
  ['the data of ZooKeeper', risks({ a: [write('dataDir=/a\n', 'dataDir=/b\n')] }), 'starts empty'],
  ['secrets are not looked into', risks({ a: [write('dataDir=/a\n', 'dataDir=/b\n', true)] }), undefined],
])('%s: %s %s', (_, found, said) => {
  expect(found).toEqual(said === undefined ? [] : [expect.stringContaining(said)])
})
