import { describe, expect, it } from 'vitest'
import type { ClusterAgent } from '../../src/upkeep/cluster-agents.ts'
import { findMachine } from '../../src/upkeep/find-machine.ts'

const agents: ClusterAgent[] = [
  { id: 'a-S0', hostname: 'node1', address: '10.0.0.1:5051', state: 'active' },
  { id: 'a-S1', hostname: 'node2', address: '', state: 'recovering' },
]
const scheduled = [
  { hostname: 'down', ip: '10.0.0.9' },
  { hostname: 'DOWN', ip: '10.0.0.9' },
]

describe('a machine is found', () => {
  it.each([
    ['as it is written', 'any/10.1.2.3', { hostname: 'any', ip: '10.1.2.3' }],
    ['in the schedule by its name, where no agent is there', 'Down', { hostname: 'down', ip: '10.0.0.9' }],
    ['in the schedule by its IP', '10.0.0.9', { hostname: 'down', ip: '10.0.0.9' }],
    ['as that of an agent', 'S0', { hostname: 'node1', ip: '10.0.0.1' }],
  ])('%s', (_, wanted, machine) => {
    expect(findMachine(wanted, agents, scheduled)).toEqual(machine)
  })
})

it.each([
  ['nowhere', 'maintenance.unknown_machine'],
  ['node2', 'maintenance.unknown_machine'],
  ['node', 'agent.ambiguous'],
])('%s: %s', (wanted, code) => {
  expect(() => findMachine(wanted, agents, scheduled)).toThrow(expect.objectContaining({ code }))
})
