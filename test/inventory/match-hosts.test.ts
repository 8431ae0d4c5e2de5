import { expect, test } from 'vitest'
import { matchHosts } from '../../src/inventory/match-hosts.ts'
import { inventoryOf } from './inventory-of.ts'

const inventory = inventoryOf({
  hosts: '[leaders]\nnode-[1:3]\n[followers]\nnode-4\nnode-5\nweb.x\n[zk]\nnode-1\nnode-4\n[role=edge]\nweb.x\n',
})

test.each<[string, string]>([
  ['all', '1 2 3 4 5 web.x'],
  ['*', '1 2 3 4 5 web.x'],
  ['node-2', '2'],
  ['leaders', '1 2 3'],
  ['leaders:node-5', '1 2 3 5'],
  ['node-5,leaders', '1 2 3 5'],
  ['leaders:&zk', '1'],
  ['leaders:!node-2', '1 3'],
  ['!node-2:leaders', '1 3'],
  ['!zk', '2 3 5 web.x'],
  ['leaders,&zk', '1'],
  ['leaders[0]', '1'],
  ['leaders[0:1]', '1 2'],
  ['leaders[1:]', '2 3'],
  ['leaders[-1]', '3'],
  ['leaders[0:1]:node-5', '1 2 5'],
  ['node-*', '1 2 3 4 5'],
  ['node-[!123]', '4 5'],
  ['*ers:!leaders', '4 5 web.x'],
  ['~node-(1|5)', '1 5'],
  ['~(web|node-1):x', ''],
  ['role=edge', 'web.x'],
])('%s means %s', (pattern, names) => {
  const found = () =>
    matchHosts(inventory, pattern)
      .map(name => name.replace('node-', ''))
      .join(' ')
  if (names === '') expect(found).toThrow('no host or group')
  else expect(found()).toBe(names)
})

test.each([
  ['leader', 'no host or group leader', 'did you mean leaders?'],
  ['all:!nod-1', 'no host or group nod-1', 'did you mean node-1?'],
  ['@failed.retry', '@failed.retry: files of hosts are not supported', "list the hosts with commas: --limit 'a,b,c'"],
  ['~(', '~( is not a regular expression', undefined],
  ['leaders[9]', 'leaders[9] is outside: there are 3 hosts, counted from 0', undefined],
  ['', 'the host pattern is empty', undefined],
])('%s is refused', (pattern, message, hint) => {
  expect(() => matchHosts(inventory, pattern)).toThrow(
    expect.objectContaining({ code: 'inventory.pattern', message, hint }),
  )
})
