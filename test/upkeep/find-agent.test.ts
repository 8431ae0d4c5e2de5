import { describe, expect, it } from 'vitest'
import type { ClusterAgent } from '../../src/upkeep/cluster-agents.ts'
import { findAgent } from '../../src/upkeep/find-agent.ts'

const agent = (id: string, hostname: string, address: string): ClusterAgent => ({
  id,
  hostname,
  address,
  state: 'active',
})

const agents = [
  agent('aaaa-S0', 'node1', '10.0.0.1:5051'),
  agent('aaaa-S1', 'node10', '10.0.0.2:5051'),
  agent('aaaa-S10', 'Web.example', '10.0.0.3:5051'),
  agent('bbbb-S1', 'web.example', '10.0.0.3:5052'),
  agent('cccc-S7', '', ''),
  { ...agent('dddd-S8', '10.0.0.8', '10.0.0.8:5051'), node: 'rack7' },
]

describe('an agent is found', () => {
  it.each([
    ['by its id', 'aaaa-S1', 'aaaa-S1'],
    ['by its address', '10.0.0.3:5052', 'bbbb-S1'],
    ['by its host name, though another begins with it', 'node1', 'aaaa-S0'],
    ['in any case', 'NODE10', 'aaaa-S1'],
    ['by its name in the inventory', 'rack7', 'dddd-S8'],
    ['by the start of that', 'Rack', 'dddd-S8'],
    ['by the end of its id', 'S10', 'aaaa-S10'],
    ['by the start of its id', 'bbbb', 'bbbb-S1'],
    ['by its id, where nothing else is known of it', 'cccc-S7', 'cccc-S7'],
  ])('%s', (_, wanted, id) => {
    expect(findAgent(agents, wanted).id).toBe(id)
  })
})

it.each([
  ['S1', 'agent.ambiguous', 'S1 may be any of aaaa-S1 (node10 10.0.0.2:5051), bbbb-S1 (web.example 10.0.0.3:5052)'],
  [
    'web.example',
    'agent.ambiguous',
    'web.example may be any of aaaa-S10 (Web.example 10.0.0.3:5051), bbbb-S1 (web.example 10.0.0.3:5052)',
  ],
  ['node', 'agent.ambiguous', 'node may be any of aaaa-S0 (node1 10.0.0.1:5051), aaaa-S1 (node10 10.0.0.2:5051)'],
  ['nod1', 'agent.unknown', 'there is no agent nod1'],
  ['', 'agent.unknown', 'there is no agent '],
])('%j: %s', (wanted, code, message) => {
  expect(() => findAgent(agents, wanted)).toThrow(expect.objectContaining({ code, message }))
})

it('asks whether a near name was meant', () => {
  expect(() => findAgent(agents, 'nod1')).toThrow(expect.objectContaining({ hint: 'did you mean node1?' }))
})
