import { describe, expect, it } from 'vitest'
import { readFiles } from '../../src/inventory/read-files.ts'
import { resolveHost } from '../../src/inventory/resolve.ts'
import { textWithoutHosts, withoutHosts } from '../../src/inventory/without-hosts.ts'

const text = `# ours
all:
  children:
    leaders:
      hosts:
        node-1: { mesos_mode: leader } # the first
        node-2:
    zookeeper_servers:
      hosts: { node-1: , node-2: }
      children:
        spare:
          hosts:
            node-3:
`

const inventoryOf = (yaml: string) =>
  readFiles({
    file: 'hosts.yml',
    files: [{ role: 'inventory', file: 'hosts.yml', text: yaml }],
    extra: [],
    open: () => {
      throw new Error('no vault here')
    },
  })

describe('a host that leaves the inventory', () => {
  it('counts in nobody’s variables any more', () => {
    const before = inventoryOf(text)
    const after = withoutHosts(before, ['node-1'])
    expect(resolveHost(before, 'node-2').mesos_zk_hosts).toBe('node-1:2181,node-2:2181,node-3:2181')
    expect(resolveHost(after, 'node-2').mesos_zk_hosts).toBe('node-2:2181,node-3:2181')
    expect([...after.hosts.keys()]).toEqual(['node-2', 'node-3'])
  })

  it.each([
    ['wherever it stands', ['node-1'], text.replace(/ +node-1: .* # the first\n/, '').replace('node-1: , ', '')],
    [
      'in a group of a group',
      ['node-3'],
      text.replace(/hosts:\n +node-3:\n/, 'hosts: {}\n').replace('node-1: ,', 'node-1:,'),
    ],
    ['and nothing else changes for one that is not there', ['node-9'], text],
  ])('goes out of the text %s', (_, names, expected) => {
    expect(textWithoutHosts(text, names)).toBe(expected)
  })

  it('stays where it stands in a range', () => {
    const range = 'all:\n  hosts:\n    node-[1:3]:\n'
    expect(textWithoutHosts(range, ['node-2'])).toBe(range)
  })
})
