import { describe, expect, it } from 'vitest'
import { file as fileFact } from '../../src/provisioning/facts/files/file.ts'
import type { Change } from '../../src/provisioning/model/change.ts'
import { catalog } from '../../src/roles/catalog.ts'
import { openPorts } from '../../src/roles/host/firewall.ts'
import { noOthers, statedFacts } from '../support/facts.ts'
import { clusterFrom, contextFor, ordinary } from '../support/role-context.ts'

const cluster = (variables: string) =>
  clusterFrom(`
all:
  children:
    leaders: { hosts: { one: { mesos_mode: leader, ansible_host: 10.0.0.1 } } }
    zookeeper_servers: { hosts: { one: } }
    followers: { hosts: { two: { ansible_host: 10.0.0.2 }, far.example.org: {}, six: { ansible_host: 'fd00::6' } } }
  vars: { ${variables} }`)

const changes = (role: string, variables: string, host = 'two', facts = statedFacts()): Change[] =>
  catalog
    .find(({ name }) => name === role)!
    .operations(contextFor(cluster(variables), host))
    .flatMap(operation => operation.changes(facts))

const textAt = (all: readonly Change[], path: string): string => {
  const change = all.find(one => one.kind === 'write-file' && one.path === path)
  if (change?.kind !== 'write-file') throw new Error(`${path} is not written`)
  return change.content.text
}

const restarted = (all: readonly Change[]) => all.flatMap(one => (one.kind === 'restart-unit' ? [one.unit] : []))

describe('what the inventory asks for, and nothing else', () => {
  it.each([
    ['host-settings', 'mantl_sysctl: { vm.swappiness: 1 }'],
    ['host-settings', 'mantl_limits: { nproc: unlimited }'],
    ['host-settings', 'mantl_time_sync: true'],
    ['host-settings', 'mantl_hosts_file: true'],
    ['dnsmasq', 'mantl_dns: true'],
    ['firewall', 'mantl_firewall: true'],
  ])('%s is played with %s', (role, variables) => {
    const plays = (text: string) =>
      catalog.find(({ name }) => name === role)!.plays(cluster(text).hosts[0]!, cluster(text))
    expect([plays(variables), plays('mesos_cluster: c')]).toEqual([true, false])
  })

  it('without systemd nothing is done, and it is said', () => {
    const context = contextFor(cluster('mantl_firewall: true'), 'two', ordinary)
    const [operation, ...others] = catalog.find(({ name }) => name === 'firewall')!.operations(context)
    expect([operation?.changes(statedFacts()), others]).toEqual([[], []])
    expect(operation?.concerns?.(statedFacts(), noOthers)).toEqual([
      { severity: 'warning', message: expect.stringContaining('systemd') },
    ])
  })
})

it('kernel settings stand in a file that systemd-sysctl reads again', () => {
  const all = changes('host-settings', 'mantl_sysctl: { vm.max_map_count: 262144, net.ipv4.ip_forward: 1 }')
  expect(textAt(all, '/etc/sysctl.d/90-mantl.conf')).toContain('vm.max_map_count = 262144\nnet.ipv4.ip_forward = 1\n')
  expect(restarted(all)).toEqual(['systemd-sysctl'])
})

it('limits hold for everybody who logs in, and for root', () => {
  const all = changes('host-settings', 'mantl_limits: { nofile: 65536, memlock: unlimited }')
  const text = textAt(all, '/etc/security/limits.d/90-mantl.conf')
  expect(text.split('\n').filter(line => /^[^#]/.test(line))).toEqual([
    '* - nofile 65536',
    'root - nofile 65536',
    '* - memlock unlimited',
    'root - memlock unlimited',
  ])
})

it.each([
  ['{ nofile: unlimited }', 'would let nobody in'],
  ['{ nofile: 64 }', 'leaves no room'],
  ['{ nproc: 1 }', 'leaves no room'],
  ['{ stacks: 1 }', 'is none'],
])('the limits %s are refused: it %s', limits => {
  expect(() => cluster(`mantl_limits: ${limits}`)).toThrow(/nofile \(1024 to 1048576\)/)
})

it.each([
  ['an empty file', '', ''],
  ['lines of others', '127.0.0.1 localhost', '127.0.0.1 localhost\n'],
  ['lines of ours from before', 'a\n# begin of what mantl writes\nold\n# end of what mantl writes\nb\n', 'a\n'],
])('/etc/hosts keeps %s', (_, before, kept) => {
  const state = { kind: 'file', mode: 0o644, owner: 'root:root', sha256: 'x', text: before }
  const facts = statedFacts([[fileFact, { path: '/etc/hosts', show: true }, state]])
  const text = textAt(changes('host-settings', 'mantl_hosts_file: true', 'two', facts), '/etc/hosts')
  const ours = '# begin of what mantl writes\n10.0.0.1 one\n10.0.0.2 two\nfd00::6 six\n# end of what mantl writes\n'
  expect(text).toBe(`${kept}${ours}${before.endsWith('b\n') ? 'b\n' : ''}`)
  const again = { ...state, text }
  expect(
    changes(
      'host-settings',
      'mantl_hosts_file: true',
      'two',
      statedFacts([[fileFact, { path: '/etc/hosts', show: true }, again]]),
    ),
  ).toEqual([])
})

it('dnsmasq knows the servers, the leaders and the nodes', () => {
  const text = textAt(changes('dnsmasq', 'mantl_dns: true, mesos_zk_dns: zk.example'), '/etc/dnsmasq.d/mantl.conf')
  expect(text.split('\n').filter(line => line.startsWith('host-record='))).toEqual([
    'host-record=zk.example,10.0.0.1',
    'host-record=leader.mesos,10.0.0.1',
    'host-record=one,one.node.consul,10.0.0.1',
    'host-record=two,two.node.consul,10.0.0.2',
    'host-record=six,six.node.consul,fd00::6',
  ])
})

describe('the firewall', () => {
  const open = (host: string, variables = 'mantl_firewall: true') =>
    openPorts(cluster(variables).hosts.find(({ name }) => name === host)!).map(({ ports, from }) => `${from} ${ports}`)

  it.each([
    ['one', undefined, ['all 22', 'cluster 2181', 'cluster 2888, 3888', 'all 5050']],
    [
      'two',
      'mesos_resources: ["ports(*):[4000-4010, 5000-5000]", "cpus:1"]',
      ['all 22', 'all 5051', 'all 4000-4010, 5000-5000'],
    ],
    [
      'two',
      'mesos_resources: ["cpus:1"], mantl_firewall_allow: [80, 8000-8100]',
      ['all 22', 'all 5051', 'all 31000-32000', 'all 80', 'all 8000-8100'],
    ],
    ['two', 'ansible_port: 2222, mesos_resources: ["ports:[]"]', ['all 2222', 'all 5051']],
  ])('of %s with %s', (host, variables, expected) => {
    expect(open(host, variables)).toEqual(expected)
  })

  it('is a table of its own, which its unit loads', () => {
    const all = changes('firewall', 'mantl_firewall: true', 'one')
    const rules = textAt(all, '/etc/mantl/firewall.nft')
    expect(rules).toContain('    tcp dport { 5050 } accept comment "leader"\n')
    expect(rules).toContain(
      '    ip saddr { 10.0.0.1, 10.0.0.2 } tcp dport { 2888, 3888 } accept comment "ZooKeeper servers"\n',
    )
    expect(rules).toContain('    ip6 saddr { fd00::6 } tcp dport { 2181 } accept')
    expect(restarted(all)).toEqual(['mantl-firewall'])
  })
})
