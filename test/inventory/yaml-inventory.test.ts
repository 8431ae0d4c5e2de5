import { expect, test } from 'vitest'
import { groupsOf } from '../../src/inventory/scope.ts'
import { inventoryOf, problemsOf } from './inventory-of.ts'

test('groups, hosts with ranges, nested children', () => {
  const text =
    'all:\n  children:\n    a:\n      hosts:\n        n[1:2]: {x: 1}\n      children:\n        b: {hosts: {m: }}\n'
  const inventory = inventoryOf({ 'i.yml': text })
  expect([...inventory.hosts.keys()]).toEqual(['n1', 'n2', 'm'])
  expect(groupsOf(inventory, 'm')).toEqual(['all', 'a', 'b'])
  expect(inventory.hosts.get('n2')?.layers.inventory[0]?.get('x')).toMatchObject({
    namePlace: { file: 'i.yml', line: 5, column: 18 },
    value: { data: 1, place: { line: 5, column: 21 } },
  })
})

test('values are read as PyYAML reads them', () => {
  const text =
    'all:\n  hosts: {h: }\n  vars:\n    a: yes\n    b: y\n    c: 010\n    d: 2001-01-01\n    e: 5\n    f: ~\n'
  const [layer] = inventoryOf({ 'i.yml': text }).groups.get('all')!.layers.inventory
  const read = Object.fromEntries([...layer!].map(([name, { value }]) => [name, value.kind === 'scalar' && value.data]))
  expect(read).toEqual({ a: true, b: 'y', c: 8, d: '2001-01-01', e: 5, f: null })
})

test('anchors and merge keys', () => {
  const text = 'all:\n  vars: &v {a: 1, b: 2}\n  hosts:\n    h:\n      <<: *v\n      b: 3\n'
  const [layer] = inventoryOf({ 'i.yml': text }).hosts.get('h')!.layers.inventory
  expect([...layer!.values()].map(({ name, value }) => [name, value.kind === 'scalar' && value.data])).toEqual([
    ['a', 1],
    ['b', 3],
  ])
})

test.each([
  ['all:\n  hosts:\n    a:\n    a:\n', '4:5: error: a stands here twice'],
  ['all:\n  hosts: [a]\n', '2:10: error: hosts of group all must be a mapping'],
  ['all:\n  host:\n    a:\n', '2:3: error: group all has an unknown part host (did you mean hosts?)'],
  ['all: {hosts: {a: }, vars: {x: !foo 1}}', '1:36: error: unknown tag !foo'],
  ['all:\n  hosts: {a\n', '3:1: error:'],
  ['plugin: aws_ec2\n', '1:9: error: inventory plugins (dynamic inventories) are not supported'],
  ['- a\n', '1:1: error: an inventory must be a mapping'],
  ['all: &a\n  children: *a\n', '2:13: error: alias *a refers to what it is in'],
  ['', '1:1: error: the inventory has no hosts'],
])('%j is refused', (source, problem) => {
  expect(problemsOf({ 'i.yml': source }).join('\n')).toContain(problem)
})

test('aliases cannot blow up the memory', () => {
  const levels = Array.from({ length: 12 }, (_, i) => `  l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`)}]`)
  const text = `all:\n hosts: {h: }\n vars:\n  l0: &l0 x\n${levels.join('\n')}\n`
  expect(problemsOf({ 'i.yml': text }).join('\n')).toContain('aliases of the document stand for too much')
})

test('neither deep brackets nor deep groups end the stack', () => {
  const brackets = `all: ${'['.repeat(50_000)}`
  expect(problemsOf({ 'i.yml': brackets }).join('\n')).toContain('error:')
  const chain = Array.from({ length: 200 }, (_, i) => `[g${i}:children]\ng${i + 1}`).join('\n')
  expect(problemsOf({ hosts: `${chain}\n[g200]\nh mesos_mode=leader\n` })).toEqual([])
})
