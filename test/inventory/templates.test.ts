import { expect, test } from 'vitest'
import { resolveHost } from '../../src/inventory/resolve.ts'
import { inventoryOf, problemsOf } from './inventory-of.ts'

const around = (value: string) => `all:
  vars:
    m: {k: {l: [x, y]}}
    n: 7
    t: Text
    mesos_cluster: ${JSON.stringify(value)}
  hosts:
    a.x: {own: A, mesos_mode: leader}
    b: {own: B}
  children: {g: {hosts: {b: }}}
`

test.each([
  ['{{ inventory_hostname }}', 'a.x'],
  ['c-{{inventory_hostname_short}}-{{ n }}', 'c-a-7'],
  ['{{ m.k.l[1] }}{{ m["k"].l.0 }}', 'yx'],
  ["{{ hostvars['b'].own }} {{ hostvars.b.mesos_mode }}", 'B follower'],
  ["{{ groups['g'] | join('+') }}", 'b'],
  ['{{ groups.all | length }}', '2'],
  ["{{ hostvars[groups['g'][0]].own }}", 'B'],
  ["{{ group_names | join(',') }}", 'ungrouped'],
  ['{{ nope | default("d") | upper }}', 'D'],
  ['{{ t | lower }}{{ "12x" | int }}{{ "12" | int }}', 'text012'],
  ['{{ mesos_zk_port }}', '2181'],
  ["{{ t }}, {{ true }} and {{ 'it\\'s' }}", "Text, True and it's"],
])('%s is %s', (template, text) => {
  expect(resolveHost(inventoryOf({ 'i.yml': around(template) }), 'a.x').mesos_cluster).toBe(text)
})

test.each([
  ['{{ nope }}', '6:21: error: unknown variable nope'],
  ['ab{{ inventory_hostnam }}', '6:23: error: unknown variable inventory_hostnam (did you mean inventory_hostname?)'],
  ['{{ m.x }}', 'error: m has no entry x'],
  ["{{ groups['gg'] }}", 'error: unknown group gg (did you mean g?)'],
  ["{{ hostvars['c'].x }}", 'error: unknown host c'],
  ['{{ t | to_json }}', 'error: template: unknown filter to_json (supported are {{ variable }}'],
  ['{% if x %}', 'error: template: {% is not supported (supported are'],
  ['{{ n + 1 }}', 'error: template: + is not supported'],
  ['{{ t', 'error: template: {{ is not closed'],
  ['{{ }}', 'error: template: something is missing'],
  ['{{ mesos_cluster }}', 'error: variables refer to each other in a loop: mesos_cluster → mesos_cluster'],
])('%s is refused', (template, problem) => {
  expect(problemsOf({ 'i.yml': around(template) }).join('\n')).toContain(problem)
})

test('a loop through other variables and hosts is told once a place, by its chain', () => {
  const text = `[a]
h mesos_mode=leader x="{{ y }}" y="{{ hostvars['i'].z }}"
i z="{{ hostvars['h'].x }}"
`
  const problems = problemsOf({ hosts: text })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(/^hosts:2:24: error: variables refer to each other in a loop: x → y → i: z → x$/)
})

test("what only other tools know is a warning in the user's own variables, an error where ours use it", () => {
  const text = (more: string) => `[a]\nh mesos_mode=leader own="{{ ansible_facts.x }}" ${more}\n`
  expect(problemsOf({ hosts: text('') })).toEqual([expect.stringContaining('warning: unknown variable ansible_facts')])
  expect(problemsOf({ hosts: text('mesos_cluster="{{ own }}"') })).toEqual([
    expect.stringContaining('hosts:2:26: error: unknown variable ansible_facts'),
  ])
})

test('!unsafe text is no template', () => {
  const text = "all:\n  hosts: {h: {mesos_mode: leader, mesos_cluster: !unsafe 'a{{ b'}}\n"
  expect(resolveHost(inventoryOf({ 'i.yml': text }), 'h').mesos_cluster).toBe('a{{ b')
})

test('a chain of variables that is long past sense is an error, not the end of the stack', () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => `v${i}="{{ v${i + 1} }}"`).join('\n')
  const problems = problemsOf({ hosts: `[a]\nh mesos_mode=leader mesos_cluster="{{ v0 }}"\n[a:vars]\n${chain}\n` })
  expect(problems[0]).toContain('stands at the end of more than 100 variables')
})
