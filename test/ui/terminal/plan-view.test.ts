import { expect, it } from 'vitest'
import type { Change } from '../../../src/provisioning/model/change.ts'
import { content } from '../../../src/provisioning/model/content.ts'
import type { Plan } from '../../../src/provisioning/model/plan.ts'
import { planData } from '../../../src/provisioning/model/plan-data.ts'
import { createPalette } from '../../../src/ui/terminal/palette.ts'
import { planLines } from '../../../src/ui/terminal/plan-view.ts'

const edit = (before: string, after: string, secret = false): Change => ({
  kind: 'write-file',
  path: '/etc/f',
  content: content(after, { secret }),
  mode: 0o644,
  replaces: true,
  ...(secret ? {} : { before }),
  why: 'its content differs',
})
const planOf = (hosts: Record<string, Change[]>, more: Partial<Plan> = {}): Plan => ({
  waves: [
    {
      role: 'base',
      hosts: Object.entries(hosts).map(([host, changes]) => ({
        host,
        steps: changes.length === 0 ? [] : [{ operation: 'o', changes }],
      })),
    },
  ],
  warnings: [],
  errors: [],
  ...more,
})
const lines = (plan: Plan, verbose = false) =>
  planLines(plan, createPalette(false), { verbose }).map(line => line.trim())
const group: Change = { kind: 'create-group', name: 'mesos', why: 'it does not exist' }

it('hosts with the same changes are shown once, those without any too', () => {
  expect(lines(planOf({ a: [group], b: [group], c: [], d: [] }))).toEqual([
    'a, b  1 change each',
    'base',
    '+ create group mesos  (it does not exist)',
    '',
    'c, d  nothing to change',
    '2 changes on 2 of 4 hosts',
  ])
})

it('a hundred hosts are one line', () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`node-${index + 1}`, [group]]))
  expect(lines(planOf(many)).slice(0, 2)).toEqual(['node-[1:100] (100 hosts)  1 change each', 'base'])
})

it('differences are shown once where they are the same, and of the first host where they are alike', () => {
  const same = lines(planOf({ a: [edit('x\n', 'y\n')], b: [edit('x\n', 'y\n')] }))
  expect(same).toEqual(expect.arrayContaining(['a, b  1 change each', '-x', '+y']))
  expect(same.join()).not.toContain('alike')
  const alike = lines(planOf({ a: [edit('a\n', 'y\n')], b: [edit('b\n', 'y\n')] }))
  expect(alike).toEqual(expect.arrayContaining(['a, b  1 change each', 'on a, and alike on the others:', '-a', '+y']))
  expect(lines(planOf({ a: [edit('a\n', 'y\n')], b: [edit('b\n', 'y\n')] }), true)).toEqual(
    expect.arrayContaining(['a  1 change', 'b  1 change', '-a', '-b']),
  )
})

it('a secret is shown nowhere', () => {
  const plan = planOf({ a: [edit('old', 'hidden', true)] })
  expect([lines(plan, true).join('\n'), JSON.stringify(planData(plan))].join()).not.toMatch(/hidden|"old"/)
  expect(lines(plan)).toContain('~ change /etc/f (secret)  (its content differs)')
})

it('warnings and what is held back; errors are said by whoever refuses', () => {
  const plan = planOf({ a: [group] }, { warnings: ['a: hm'], errors: [{ host: 'a', message: 'no space' }] })
  const held = {
    ...plan,
    waves: plan.waves.map(wave => ({ ...wave, hosts: wave.hosts.map(host => ({ ...host, held: 'b is down' })) })),
  }
  expect(lines(held)).toEqual(expect.arrayContaining(['warning: a: hm', 'base  held back: b is down']))
  expect(lines(held).join()).not.toContain('no space')
})

it('warnings that several hosts have name them together', () => {
  const warnings = ['a: on tmpfs', 'b: on tmpfs', 'c: hm', 'a wave: of no host']
  expect(lines(planOf({ a: [group], b: [], c: [] }, { warnings }))).toEqual(
    expect.arrayContaining(['warning: a, b: on tmpfs', 'warning: c: hm', 'warning: a wave: of no host']),
  )
})

it('a reason that does not fit has a line of its own', () => {
  const narrow = planLines(planOf({ a: [group] }), createPalette(false), { columns: 40 })
  expect(narrow.slice(2, 4)).toEqual(['    + create group mesos', '        (it does not exist)'])
})

it('an empty plan and one of no host', () => {
  expect([lines(planOf({ a: [] })), lines(planOf({}))]).toEqual([['a  nothing to change'], ['no host takes part']])
})
