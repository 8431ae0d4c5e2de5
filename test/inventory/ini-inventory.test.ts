import { expect, test } from 'vitest'
import { hostsOf } from '../../src/inventory/precedence.ts'
import { readLiteral } from '../../src/inventory/readers/python-literals.ts'
import { splitWords } from '../../src/inventory/readers/shell-words.ts'
import { inventoryOf, problemsOf } from './inventory-of.ts'

const text = `
# a comment
lonely ansible_port=2222

[leaders]
node-[1:3] mesos_mode=leader   # why
node-9 a="two words" b='x=y'

[followers]
10.0.0.4:2200

[cluster:children]
leaders
followers

[cluster:vars]
mesos_cluster = blue sky
mesos_leader_port=6060
list=['a', 2, True]
`

test('hosts, groups, children and variables', () => {
  const inventory = inventoryOf({ hosts: text })
  expect(inventory.problems).toEqual([])
  expect(hostsOf(inventory, 'cluster')).toEqual(['node-1', 'node-2', 'node-3', 'node-9', '10.0.0.4'])
  expect(hostsOf(inventory, 'ungrouped')).toEqual(['lonely'])
  expect(inventory.groups.get('leaders')?.depth).toBe(2)
})

test('every value knows its place', () => {
  const [layer] = inventoryOf({ hosts: text }).hosts.get('node-2')!.layers.inventory
  expect(layer?.get('mesos_mode')).toMatchObject({
    namePlace: { file: 'hosts', line: 6, column: 12 },
    value: { data: 'leader', place: { file: 'hosts', line: 6, column: 23 } },
  })
})

test.each([
  ['[leaders', '1:1: error: [leaders is not a section'],
  ['[a:var]\nx=1', '1:1: error: section [a:var] is unknown: there are :vars and :children (did you mean vars?)'],
  ['[a:vars]\nx=1', '1:1: error: group a of this vars section is not defined'],
  ['[a]\nx\n[all:vars]\nnothing', '4:1: error: expected name=value, found nothing'],
  ['[a]\nx y', '2:3: error: expected name=value, found y'],
  ['[a]\nx y="1', '2:1: error: a quote is not closed'],
  ['[a]\nx\nx', '3:1: error: host x stands in this section twice'],
  ['[a:children]\nb\n[b:children]\na', '4:1: error: group a cannot be inside b'],
  ['[a:children]\nb', '2:1: error: group b of this children section is not defined'],
  ['[a]\n  n[3:1]', '2:3: error: [3:1] ends before'],
])('%j is refused', (source, problem) => {
  expect(problemsOf({ hosts: source }).join('\n')).toContain(`hosts:${problem}`)
})

test.each<[string, unknown]>([
  ['5050', 5050],
  ['-1.5', -1.5],
  ['0x10', 16],
  ['007', '007'],
  ['leader', 'leader'],
  ['"quoted # text"', 'quoted # text'],
  ['True', true],
  ['true', 'true'],
  ['None', null],
  ["[1, 'two', [3]]", [1, 'two', [3]]],
  ["{'a': 1, 'b': [True]}", { a: 1, b: [true] }],
  ['[1, 2', '[1, 2'],
  ['10.0.0.1', '10.0.0.1'],
  ['5 # five', 5],
  ['', ''],
])('the value %s is %j', (source, value) => {
  expect(readLiteral(source)).toEqual(value)
})

test.each<[string, string[]]>([
  [`a b="c d" e='f "g"'`, ['a', 'b=c d', 'e=f "g"']],
  ['a\\ b c#d # e', ['a b', 'c#d']],
  [`x="a\\"b\\n"`, ['x=a"b\\n']],
])('the words of %s', (line, words) => {
  expect(splitWords(line).words.map(word => word.text)).toEqual(words)
})
