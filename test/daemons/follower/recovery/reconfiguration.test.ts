import { describe, expect, it } from 'vitest'
import { notCovered, policiesFor, whyIncompatible } from '../../../../src/daemons/follower/recovery/reconfiguration.ts'
import type { AgentInfo } from '../../../../src/mesos/messages/agent-info.ts'
import type { Attribute } from '../../../../src/mesos/messages/basics.ts'
import type { Resource } from '../../../../src/mesos/messages/resource.ts'
import { formatResources } from '../../../../src/mesos/resources/format.ts'

const cpus = (value: number): Resource => ({ name: 'cpus', type: 'SCALAR', scalar: { value } })
const ports = (begin: number, end: number): Resource => ({
  name: 'ports',
  type: 'RANGES',
  ranges: { range: [{ begin, end }] },
})
const rack = (value: string): Attribute => ({ name: 'rack', type: 'TEXT', text: { value } })
const range = (begin: number, end: number): Attribute => ({
  name: 'ids',
  type: 'RANGES',
  ranges: { range: [{ begin, end }] },
})
const domain = (name: string) => ({ fault_domain: { region: { name }, zone: { name: 'z' } } })
const mount: Resource = {
  name: 'disk',
  type: 'SCALAR',
  scalar: { value: 9 },
  disk: { source: { type: 'MOUNT', mount: { root: '/d' } } },
}
const agent = (more: Partial<AgentInfo> = {}): AgentInfo => ({
  hostname: 'h',
  port: 5051,
  resources: [cpus(4)],
  ...more,
})

describe('a changed configuration', () => {
  it.each<[string, Partial<AgentInfo>, Partial<AgentInfo>, string | undefined]>([
    ['equal', {}, {}, undefined],
    ['equal', {}, { resources: [{ ...cpus(4), role: '*' }] }, undefined],
    ['equal', { resources: [cpus(4), ports(1, 9)] }, { resources: [ports(1, 9), cpus(4)] }, undefined],
    ['equal', {}, { resources: [cpus(8)] }, 'resources added: cpus:4'],
    [
      'equal',
      {},
      { resources: [cpus(1), ports(1, 2)] },
      'resources no longer there: cpus:3; resources added: ports:[1-2]',
    ],
    ['equal', {}, { attributes: [rack('a')] }, 'attribute rack:a is new'],
    ['equal', { attributes: [rack('a')] }, {}, 'attribute rack:a is gone'],
    ['equal', { attributes: [rack('a')] }, { attributes: [rack('b')] }, 'attribute rack:a is now rack:b'],
    ['equal', {}, { hostname: 'other' }, 'hostname was h, is other'],
    ['equal', {}, { domain: domain('r') }, `domain was none, is ${JSON.stringify(domain('r'))}`],
    ['additive', {}, { resources: [cpus(8)], attributes: [rack('a')] }, undefined],
    ['additive', { resources: [ports(5, 6)] }, { resources: [ports(1, 9), mount] }, undefined],
    ['additive', { attributes: [range(5, 6)] }, { attributes: [range(1, 9)] }, undefined],
    ['additive', { attributes: [range(1, 9)] }, { attributes: [range(5, 6)] }, 'attribute ids:[1-9] is now ids:[5-6]'],
    ['additive', {}, { domain: domain('r') }, undefined],
    [
      'additive',
      { domain: domain('r') },
      { domain: domain('s') },
      `domain was ${JSON.stringify(domain('r'))}, is ${JSON.stringify(domain('s'))}`,
    ],
    ['additive', {}, { resources: [cpus(2)] }, 'resources no longer there: cpus:2'],
    ['additive', { resources: [mount] }, { resources: [] }, 'resources no longer there: disk[MOUNT]:9'],
    ['additive', { attributes: [rack('a')] }, { attributes: [rack('b')] }, 'attribute rack:a is now rack:b'],
    ['additive', {}, { port: 1 }, 'port was 5051, is 1'],
    ['any', {}, { hostname: 'other', resources: [] }, undefined],
  ])('%s: %j → %j', (policy, old, now, expected) =>
    expect(whyIncompatible(agent(old), agent(now), policy)).toBe(expected),
  )

  it.each<[Partial<AgentInfo>, string[]]>([
    [{ resources: [cpus(8)] }, ['additive', 'any']],
    [{ resources: [cpus(2)] }, ['any']],
  ])('%j is allowed by %j', (now, policies) => expect(policiesFor(agent(), agent(now))).toEqual(policies))
})

describe('reservations that the configuration does not hold any more', () => {
  const disk = (value: number, more: object = {}): Resource => ({
    name: 'disk',
    type: 'SCALAR',
    scalar: { value },
    ...more,
  })
  const reservations = [{ type: 'DYNAMIC' as const, role: 'r' }]
  const persistence = { persistence: { id: 'v' }, volume: { container_path: 'd', mode: 'RW' as const } }
  it.each<[Resource[], Resource[], string]>([
    [[disk(100)], [disk(60, { reservations }), disk(40, { reservations, disk: persistence })], ''],
    [
      [disk(90)],
      [disk(60, { reservations }), disk(40, { reservations, disk: persistence })],
      'disk(reservations: [(DYNAMIC,r)])[v:d]:40',
    ],
    [[], [disk(1, { reservations })], 'disk(reservations: [(DYNAMIC,r)]):1'],
    [
      [disk(9, { reservations: [{ type: 'STATIC', role: 'r' }] })],
      [disk(9, { reservations: [{ type: 'STATIC', role: 'r' }], disk: persistence })],
      '',
    ],
  ])('of %j', (configured, kept, lost) => expect(formatResources(notCovered(configured, kept))).toBe(lost))
})
