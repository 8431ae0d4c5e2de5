import { expect, it } from 'vitest'
import { configuredMembers } from '../../../src/provisioning/facts/zookeeper/configured-members.ts'
import { membership } from '../../../src/provisioning/operations/zookeeper/membership.ts'
import { statedFacts } from '../../support/facts.ts'

const path = '/etc/mantl/zookeeper/zoo.cfg'
const members = (...ids: number[]) => ids.map(id => ({ id, name: `node-${id}`, address: `10.0.0.${id}` }))
const configured = (...ids: number[]) => new Map(ids.map(id => [id, `10.0.0.${id}`]))

it.each<[string, ReadonlyMap<number, string> | undefined, ReturnType<typeof members>, string | undefined]>([
  ['a new host takes what it is given', undefined, members(1, 2, 3), undefined],
  ['nothing changes', configured(1, 2, 3), members(1, 2, 3), undefined],
  ['three to four', configured(1, 2, 3), members(1, 2, 3, 4), undefined],
  ['three to five', configured(1, 2, 3), members(1, 2, 3, 4, 5), '(node-4, node-5)'],
  ['four to three', configured(1, 2, 3, 4), members(1, 2, 3), undefined],
  ['five to three', configured(1, 2, 3, 4, 5), members(1, 2, 3), '(server 4 at 10.0.0.4, server 5 at 10.0.0.5)'],
  [
    'one is replaced under its number',
    configured(1, 2, 3),
    [...members(1, 2), { id: 3, name: 'new', address: '10.0.0.9' }],
    undefined,
  ],
  ['one goes and another comes', configured(1, 2, 3), members(1, 2, 4), '(server 3 at 10.0.0.3, node-4)'],
  ['two are replaced', configured(1, 2, 3), members(1, 4, 5), 'more than one server'],
  ['one alone to two', configured(), members(1, 2), undefined],
  ['one alone to three', configured(), members(1, 2, 3), 'more than one server'],
])('%s', (_, before, wanted, error) => {
  const facts = statedFacts([[configuredMembers, { path }, before]])
  const concerns = membership({ path, members: wanted }).concerns?.(facts) ?? []
  expect(concerns).toEqual(error === undefined ? [] : [{ severity: 'error', message: expect.stringContaining(error) }])
})

it('reads what the template writes', () => {
  const stdout = 'server.1=10.0.0.1:2888:3888\nserver.12=host.example:2888:3888\nserver.3=[fd00::1]:2888:3888\n'
  expect([...configuredMembers.read({ stdout, stderr: '', exitCode: 0 }, { path })!]).toEqual([
    [1, '10.0.0.1'],
    [12, 'host.example'],
    [3, 'fd00::1'],
  ])
  expect(configuredMembers.read({ stdout: '', stderr: '', exitCode: 1 }, { path })).toBeUndefined()
})
