import { expect, it } from 'vitest'
import { inadmissible } from '../../../src/daemons/master/agents/admissible.ts'
import { registryGcDue } from '../../../src/daemons/master/transitions/registry-gc-due.ts'
import { newWorld } from './world.ts'

const leading = () => {
  const world = newWorld()
  world.happen({ kind: 'elected' })
  world.happen({ kind: 'registry-loaded', records: [] })
  return world
}

it.each([
  ['small', 10, undefined],
  ['larger than a write of the registry', 600_000, { kind: 'drop', why: expect.stringContaining('more than') }],
])('an agent whose attributes are %s', (_, length, expected) => {
  const attributes = [{ name: 'a', type: 'TEXT' as const, text: { value: 'x'.repeat(length) } }]
  const agent = { hostname: 'h', port: 5051, attributes }
  expect(inadmissible(leading().state, 'slave(1)@10.0.0.1:5051', { agent, version: '1.11.0' }, undefined)).toEqual(
    expected,
  )
})

it('forgetting a great many agents is cut into writes that the registry takes', () => {
  const { state } = leading()
  for (let index = 0; index < 2_500; index += 1) state.agents.gone.set(`S${index}`, index)
  const [, write] = registryGcDue(state, { kind: 'registry-gc-due' }, state.settings.registryMaxAgentAge * 2)
  expect(write).toMatchObject({ kind: 'store', next: { gone: expect.objectContaining({ length: 500 }) } })
})
