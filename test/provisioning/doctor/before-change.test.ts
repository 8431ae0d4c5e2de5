import { expect, it } from 'vitest'
import { checksBefore, concernsBefore } from '../../../src/provisioning/doctor/before-change.ts'
import type { Examined } from '../../../src/provisioning/doctor/check.ts'
import { layoutOf } from '../../../src/provisioning/layout.ts'
import { clusterFrom, root } from '../../support/role-context.ts'

const inventory = (vars = '') => `all:
  vars: { mesos_mode: follower${vars} }
  hosts: { a: { ansible_host: 10.0.0.1 }, b: { ansible_host: b.example }, c: { ansible_host: 10.0.0.3, mesos_mode: leader } }
`

const well: Readonly<Record<string, unknown>> = {
  'files/file-system': { type: 'ext2/ext3', freeBytes: 5e10 },
  'host/resolved-names': new Set(['b.example']),
  'host/cgroup-controllers': new Set(['cpu', 'memory']),
  'host/glibc-loader': true,
}

interface Signs {
  /** What `a` answers otherwise than a host on which all is well. */
  readonly facts?: Readonly<Record<string, unknown>>
  /** Seconds by which the clock of `a` is ahead. */
  readonly ahead?: number
  readonly vars?: string
}

const cluster = ({ facts = {}, ahead = 0, vars }: Signs): Examined[] => {
  const all = clusterFrom(inventory(vars))
  return all.hosts.map(host => ({
    host,
    cluster: all,
    surroundings: root,
    layout: layoutOf(root),
    clock: { aheadBy: host.name === 'a' ? ahead : 0, give: 0.01 },
    probe: () => 'open',
    facts: { get: fact => ((host.name === 'a' ? facts[fact.name] : undefined) ?? well[fact.name]) as never },
  }))
}

it.each<[string, Signs, { warning?: string; error?: string }]>([
  ['all is well', {}, {}],
  ['no glibc', { facts: { 'host/glibc-loader': false } }, { error: 'has no glibc' }],
  ['no cgroups for memory', { facts: { 'host/cgroup-controllers': new Set(['cpu']) } }, { error: 'cgroups/mem' }],
  [
    'none, and none wanted',
    { facts: { 'host/cgroup-controllers': new Set() }, vars: ', mesos_isolation: "posix/cpu,posix/mem"' },
    {},
  ],
  ['a full disk', { facts: { 'files/file-system': { type: 'x', freeBytes: 5e6 } } }, { warning: '5 MB are free at' }],
  ['a clock that is off', { ahead: -90 }, { warning: 'its clock is 90.0 s behind' }],
  ['one that is about to be set', { ahead: -90, vars: ', mantl_time_sync: true' }, {}],
  ['an unknown name', { facts: { 'host/resolved-names': new Set() } }, { warning: 'the address of b.example' }],
  ['names that mantl makes known', { facts: { 'host/resolved-names': new Set() }, vars: ', mantl_dns: true' }, {}],
])('%s', (_, signs, { warning, error }) => {
  const hosts = cluster(signs)
  const { warnings, errors } = concernsBefore(hosts, new Set(['a', 'c']))
  expect(warnings.length > 0).toBe(warning !== undefined)
  for (const text of warnings) expect(text).toContain(warning)
  expect(errors.map(({ message }) => message)).toEqual(error === undefined ? [] : [expect.stringContaining(error)])
  expect(concernsBefore(hosts, new Set(['c']))).toEqual({ warnings: [], errors: [] })
})

it('asks only what can be told before anything runs', () => {
  expect(checksBefore.map(({ name }) => name).sort()).toEqual(['clocks', 'disks', 'kernel', 'names', 'system'])
})
