import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { groupPath, setVariable } from '../../src/inventory/set-variable.ts'

const cluster = readFileSync(new URL('../../inventory/cluster.yml', import.meta.url), 'utf8')

test('one line more, and not another change', () => {
  const edited = setVariable(cluster, ['all', 'vars'], 'mesos_follower_secret', { text: 's' })
  const lines = edited.split('\n')
  expect(lines.filter(line => line.includes('mesos_follower_secret'))).toEqual(['    mesos_follower_secret: "s"'])
  expect(lines.filter(line => !line.includes('mesos_follower_secret')).join('\n')).toBe(cluster)
})

test.each([
  ['', [], 'a: "x"\n'],
  ['# only\n', [], '# only\n\na: "x"\n'],
  ['a: 1 # why\nb: 2\n', [], 'a: "x" # why\nb: 2\n'],
  ['b: &r [1]\nc: *r\n', [], 'b: &r [ 1 ]\nc: *r\na: "x"\n'],
  ['all:\n  hosts:\n    h:\n', ['all', 'vars'], 'all:\n  hosts:\n    h:\n  vars:\n    a: "x"\n'],
])('%j at %j', (text, path, edited) => {
  expect(setVariable(text, path, 'a', { text: 'x' })).toBe(edited)
})

test('ciphertext becomes a !vault block, text with braces is no template', () => {
  expect(setVariable('', [], 'a', { ciphertext: '$ANSIBLE_VAULT;1.1;AES256\n3132\n' })).toBe(
    'a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3132\n',
  )
  expect(setVariable('', [], 'a', { text: 'x{{ y' })).toBe('a: !unsafe "x{{ y"\n')
})

test.each([
  ['a: [', []],
  ['- a\n', []],
  ['a: 1\n', ['a']],
])('%j at %j cannot be edited', (text, path) => {
  expect(() => setVariable(text, path, 'a', { text: 'x' })).toThrow(
    expect.objectContaining({ code: 'inventory.not-editable' }),
  )
})

test.each([
  ['all', ['all', 'vars']],
  ['followers', ['all', 'children', 'followers', 'vars']],
  ['new', ['all', 'children', 'new', 'vars']],
])('the variables of group %s are at %j', (group, path) => {
  expect(groupPath(cluster, group)).toEqual(path)
})
