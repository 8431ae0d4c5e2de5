import { describe, expect, it } from 'vitest'
import type { Change } from '../../../src/provisioning/model/change.ts'
import { content } from '../../../src/provisioning/model/content.ts'
import type { Operation } from '../../../src/provisioning/model/operation.ts'
import { newcomersShutOut } from '../../../src/provisioning/planner/newcomers.ts'
import { type AbsentHost, makePlan, type PlannedHost } from '../../../src/provisioning/planner/plan.ts'
import { roleOrder } from '../../../src/provisioning/planner/role-order.ts'
import type { Role } from '../../../src/roles/role.ts'
import { statedFacts } from '../../support/facts.ts'
import { restart } from './restart.ts'

const role = (name: string, more: Partial<Role> = {}): Role => ({
  name,
  meaning: '',
  area: 'mantl',
  after: [],
  plays: () => true,
  operations: () => [],
  ...more,
})
const secret = (after: string[]): Change => ({
  kind: 'write-file',
  path: '/s',
  content: content('x', { secret: true }),
  mode: 0o600,
  replaces: true,
  why: 'w',
  after,
})
const wishing = (...changes: Change[]): Operation => ({ name: 'o', needs: [], changes: () => changes })
const host = (name: string, operations: Record<string, Operation[]>): PlannedHost => ({
  host: name,
  operations: new Map(Object.entries(operations)),
  facts: statedFacts(),
})

describe('the planner', () => {
  const roles = [role('base'), role('zk', { serial: 1 }), role('secrets', { serial: 1 })]

  it('makes a wave a role, with those who play it, and leaves out what changes nothing', () => {
    const plan = makePlan(roles, [
      host('a', { base: [wishing(), wishing(restart(false))], zk: [wishing()] }),
      host('b', { base: [wishing()] }),
    ])
    expect(
      plan.waves.map(wave => [wave.role, wave.hosts.map(({ host: name, steps }) => [name, steps.length])]),
    ).toEqual([
      [
        'base',
        [
          ['a', 1],
          ['b', 0],
        ],
      ],
      ['zk', [['a', 0]]],
    ])
  })

  it.each([
    ['something that runs restarts', [true, true], 1],
    ['one of them does', [false, true], 1],
    ['all start for the first time', [false, false], undefined],
  ])('one after another when %s', (_, runs, serial) => {
    const plan = makePlan(
      roles,
      runs.map((running, index) => host(`h${index}`, { zk: [wishing(restart(running))] })),
    )
    expect(plan.waves[0]!.serial).toBe(serial)
  })

  it('a role without a limit goes everywhere at once, whatever restarts', () => {
    expect(makePlan(roles, [host('a', { base: [wishing(restart(true))] })]).waves[0]!.serial).toBeUndefined()
  })

  it.each<[string, Change, AbsentHost[], string | undefined]>([
    [
      'another member is down',
      restart(true),
      [{ host: 'b', roles: ['zk'], because: 'failed' }],
      'zk of b may be down, and no second one is interrupted meanwhile',
    ],
    [
      'another member was left out on purpose',
      restart(true),
      [{ host: 'b', roles: ['zk'], because: 'left-out' }],
      undefined,
    ],
    ['nothing that runs is interrupted', restart(false), [{ host: 'b', roles: ['zk'], because: 'failed' }], undefined],
    ['somebody of another role is down', restart(true), [{ host: 'b', roles: ['base'], because: 'failed' }], undefined],
    [
      'a secret is not known by one who was left out',
      secret(['base']),
      [{ host: 'b', roles: ['base'], because: 'left-out' }],
      'a new secret is in use only when all hosts take part, and b is not part of this run',
    ],
    [
      'all who must know a secret take part',
      secret(['base']),
      [{ host: 'b', roles: ['zk'], because: 'left-out' }],
      undefined,
    ],
  ])('holds a host back when %s', (_, change, absent, held) => {
    expect(makePlan(roles, [host('a', { zk: [wishing(change)] })], { absent }).waves[0]!.hosts[0]!.held).toBe(held)
  })

  it('collects concerns by severity', () => {
    const worried: Operation = {
      ...wishing(),
      concerns: () => [
        { severity: 'warning', message: 'hm' },
        { severity: 'error', message: 'no' },
      ],
    }
    const { warnings, errors } = makePlan(roles, [host('a', { base: [worried] })])
    expect([warnings, errors]).toEqual([['a: hm'], [{ host: 'a', message: 'no' }]])
  })
})

describe('the order of roles', () => {
  it.each([
    [['a', 'b'], {}, ['a', 'b']],
    [['a', 'b'], { a: ['b'] }, ['b', 'a']],
    [['a', 'b', 'c'], { a: ['c'], c: ['b'] }, ['b', 'c', 'a']],
  ])('%j with %j', (names, after: Record<string, string[]>, ordered) => {
    expect(roleOrder(names.map(name => role(name, { after: after[name] ?? [] }))).map(({ name }) => name)).toEqual(
      ordered,
    )
  })

  it('roles that wait for each other are an error that names them', () => {
    const circle = [role('a', { after: ['b'] }), role('b', { after: ['a'] })]
    expect(() => roleOrder(circle)).toThrow(
      expect.objectContaining({ code: 'roles.cycle', message: 'roles wait for each other: a → b → a' }),
    )
  })
})

describe('a leader that starts while the others change their login to ZooKeeper', () => {
  const handOver: Change = { kind: 'hand-over', servers: 'z:1', folder: 'mesos', logins: content('{}'), why: 'w' }
  const start = (running: boolean): Change => ({
    kind: 'restart-unit',
    unit: 'mantl-leader',
    manager: 'systemd',
    file: '',
    runtime: '',
    digest: '',
    record: '',
    running,
    why: 'w',
  })
  it.each([
    ['is refused', { a: [start(true), handOver], b: [start(false)] }, ['b']],
    ['is welcome when it knows the old one too', { a: [start(true), handOver], b: [start(false), handOver] }, []],
    ['is welcome when they do not', { a: [start(true)], b: [start(false)] }, []],
  ])('%s', (_, changes: Readonly<Record<string, readonly Change[]>>, refused) => {
    const wave = {
      role: 'mesos-leader',
      hosts: Object.entries(changes).map(([host, all]) => ({ host, steps: [{ operation: 'o', changes: all }] })),
    }
    expect(newcomersShutOut([wave]).map(({ host }) => host)).toEqual(refused)
  })
})
