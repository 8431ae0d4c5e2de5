import { describe, expect, it } from 'vitest'
import { leftBehind } from '../../src/provisioning/facts/host/left-behind.ts'
import type { Made } from '../../src/provisioning/facts/host/made.ts'
import { layoutOf } from '../../src/provisioning/layout.ts'
import { changeText } from '../../src/provisioning/model/change-text.ts'
import { installed } from '../../src/provisioning/operations/packages/installed.ts'
import { wantedOf } from '../../src/provisioning/planner/wanted.ts'
import { catalog } from '../../src/roles/catalog.ts'
import { features } from '../../src/roles/host/switched-off.ts'
import { statedFacts } from '../support/facts.ts'
import { clusterFrom, contextFor, ordinary, root } from '../support/role-context.ts'

const allOn: Readonly<Record<string, string>> = {
  mantl_firewall: 'true',
  mantl_dns: 'true',
  mantl_hosts_file: 'true',
  mantl_sysctl: '{ vm.swappiness: 1 }',
  mantl_limits: '{ nofile: 65536 }',
  mantl_time_sync: 'true',
  mantl_logrotate: 'true',
}
const off = 'mantl_logrotate: false'
const only = (variable: string) => (variable === 'mantl_logrotate' ? '' : `${off}, ${variable}: ${allOn[variable]}`)

const operations = (variables: string, surroundings = root) => {
  const cluster = clusterFrom(`all: { hosts: { one: { ansible_host: 10.0.0.1 } }, vars: { ${variables} } }`)
  const context = contextFor(cluster, 'one', surroundings)
  return (role: string) => {
    const found = catalog.find(({ name }) => name === role)!
    return found.plays(context.host, cluster) ? found.operations(context) : []
  }
}

/** What goes, where these are there and on the list of what mantl made. */
const gone = (variables: string, there: readonly string[], list: readonly string[], surroundings = root) => {
  const made = list.map(line => ({ kind: line.split(' ')[0], name: line.split(' ')[1] }) as Made)
  return operations(
    variables,
    surroundings,
  )('switched-off').flatMap(operation =>
    operation.needs.flatMap(({ args }) => {
      const { paths, block } = args as { paths: readonly string[]; block?: { path: string } }
      const here = there.filter(path => paths.includes(path) || block?.path === path)
      const facts = statedFacts([[leftBehind, args, { there: here, made: here.length > 0 ? made : [] }]])
      return operation.changes(facts).map(change => `${changeText(change)}: ${change.why}`)
    }),
  )
}

const dns = '/etc/dnsmasq.d/mantl.conf'
const record = (unit: string) => `/var/lib/mantl/started/${unit}`
const firewall = ['/etc/mantl/firewall.nft', '/etc/systemd/system/mantl-firewall.service']

describe('what is switched off goes', () => {
  it.each([
    ['nothing is left', off, [], [], []],
    [
      'the firewall: its unit first, the record of its start last',
      off,
      [...firewall, record('mantl-firewall')],
      [...firewall.map(path => `path ${path}`), 'unit mantl-firewall', 'package nftables'],
      [
        'stop mantl-firewall: mantl_firewall is off',
        ...firewall.map(path => `remove ${path}: mantl_firewall is off`),
        `remove ${record('mantl-firewall')}: mantl_firewall is off`,
      ],
    ],
    [
      'a firewall that a run which died has begun to remove',
      off,
      [record('mantl-firewall')],
      ['unit mantl-firewall'],
      ['stop mantl-firewall: mantl_firewall is off', `remove ${record('mantl-firewall')}: mantl_firewall is off`],
    ],
    [
      'a resolver that mantl installed stops',
      off,
      [dns, record('dnsmasq')],
      [`path ${dns}`, 'package dnsmasq'],
      [
        'stop dnsmasq: mantl_dns is off',
        `remove ${dns}: mantl_dns is off`,
        `remove ${record('dnsmasq')}: mantl_dns is off`,
      ],
    ],
    [
      'a resolver that was there before goes on, without what mantl wrote',
      off,
      [dns, record('dnsmasq')],
      [`path ${dns}`],
      [
        `remove ${dns}: mantl_dns is off`,
        'restart dnsmasq: mantl_dns is off',
        `remove ${record('dnsmasq')}: mantl_dns is off`,
      ],
    ],
    ['a file that mantl did not make stays', off, [dns, '/etc/logrotate.d/mantl'], ['path /etc/x'], []],
    [
      'lines in /etc/hosts',
      off,
      ['/etc/hosts'],
      ['block /etc/hosts'],
      ['take our lines out of /etc/hosts: mantl_hosts_file is off'],
    ],
    [
      'kernel settings: their file, and not the unit of the distribution',
      off,
      ['/etc/sysctl.d/90-mantl.conf', record('systemd-sysctl')],
      ['path /etc/sysctl.d/90-mantl.conf'],
      [
        'remove /etc/sysctl.d/90-mantl.conf: mantl_sysctl is off',
        `remove ${record('systemd-sysctl')}: mantl_sysctl is off`,
      ],
    ],
    [
      'a clock that another kept before goes on',
      off,
      [record('systemd-timesyncd')],
      [],
      [`remove ${record('systemd-timesyncd')}: mantl_time_sync is off`],
    ],
    [
      'the rules for logs',
      off,
      ['/etc/logrotate.d/mantl'],
      ['path /etc/logrotate.d/mantl'],
      ['remove /etc/logrotate.d/mantl: mantl_logrotate is off'],
    ],
    [
      'what is on stays',
      Object.entries(allOn)
        .map(([name, value]) => `${name}: ${value}`)
        .join(', '),
      [...firewall, dns, '/etc/hosts', '/etc/logrotate.d/mantl'],
      ['unit mantl-firewall', `path ${dns}`, 'block /etc/hosts', 'path /etc/logrotate.d/mantl'],
      [],
    ],
  ])('%s', (_, variables, there, made, expected) => {
    expect(gone(variables, there, made)).toEqual(expected)
  })

  it('an ordinary user has none of it', () => {
    expect(operations(off, ordinary)('switched-off')).toEqual([])
  })
})

it.each(Object.keys(allOn))('all that %s writes and starts would go', variable => {
  const feature = features(layoutOf(root)).find(one => one.variable === variable)!
  const of = operations(only(variable))
  const changes = ['host-settings', 'dnsmasq', 'firewall', 'logrotate']
    .flatMap(of)
    .flatMap(one => one.changes(statedFacts()))
  const written = changes.flatMap(change => (change.kind === 'write-file' ? [change.path] : []))
  const started = changes.flatMap(change => (change.kind === 'restart-unit' ? [change.unit] : []))
  expect([written, started]).toEqual([
    [...feature.files, ...(feature.block ? [feature.block] : [])],
    feature.unit ? [feature.unit] : [],
  ])
})

it.each([
  ['files/file /etc/dnsmasq.d/mantl.conf', false],
  ['units/running dnsmasq', false],
  ['files/file /etc/motd', true],
])('beside %s of another role the resolver is taken away: %s', (name, expected) => {
  const own = { ...installed([]), name }
  const kept = wantedOf([
    ['switched-off', operations(off)('switched-off')],
    ['own', [own]],
  ])
  expect(kept[0]![1].some(one => one.name === 'removed/switched-off mantl_dns')).toBe(expected)
  expect(kept[1]![1]).toEqual([own])
})
