import { expect, test } from 'vitest'
import { expandHostEntry } from '../../src/inventory/host-ranges.ts'

test.each<[string, string[], number?]>([
  ['a', ['a']],
  ['web[1:3].x', ['web1.x', 'web2.x', 'web3.x']],
  ['web[01:03]', ['web01', 'web02', 'web03']],
  ['web[08:11]', ['web08', 'web09', 'web10', 'web11']],
  ['db-[a:c]', ['db-a', 'db-b', 'db-c']],
  ['n[0:10:5]', ['n0', 'n5', 'n10']],
  ['n[:2]', ['n0', 'n1', 'n2']],
  ['r[1:2]-[a:b]', ['r1-a', 'r1-b', 'r2-a', 'r2-b']],
  ['host.x:2222', ['host.x'], 2222],
  ['n[1:2]:2222', ['n1', 'n2'], 2222],
  ['[2001:db8::1]:22', ['2001:db8::1'], 22],
  ['2001:db8::1', ['2001:db8::1']],
])('%s stands for %j', (entry, names, port) => {
  expect(expandHostEntry(entry)).toEqual(port === undefined ? { names } : { names, port })
})

test.each([
  ['n[5:3]', 'ends before'],
  ['n[01:100]', 'equal length'],
  ['n[a:9]', 'not a range'],
  ['n[1:9:0]', 'step'],
  ['n[1:9000000]', 'more than 100000'],
  ['n[1:1000][1:1000]', 'more than 100000'],
  ['a b', 'not a host name'],
  ['a:99999', 'port 99999'],
])('%s is refused: %s', (entry, message) => {
  expect(expandHostEntry(entry)).toEqual({ wrong: expect.stringContaining(message) })
})
