import { expect, it } from 'vitest'
import type { Event } from '../../../src/daemons/master/events.ts'
import { newWorld } from './world.ts'

const leading = (records: Extract<Event, { kind: 'registry-loaded' }>['records'] = []) => {
  const world = newWorld()
  world.happen({ kind: 'elected' })
  world.happen({ kind: 'registry-loaded', records })
  return world
}
const stores = (lines: readonly string[]) => lines.filter(line => line.startsWith('store '))

it.each([
  ['one that fits the registry', 200_000, 1],
  ['one that is too large for it', 300_000, 0],
])('of two agents %s is written', (_, length, written) => {
  const value = 'x'.repeat(length)
  const register = (agent: object) =>
    ({
      kind: 'register-agent',
      from: 'slave(1)@10.0.0.1:5051',
      message: { agent, version: '1.11.0' },
    }) as Event
  const agent = { hostname: 'h', attributes: [{ name: 'a', type: 'TEXT', text: { value } }] }
  expect(stores(leading().happen(register(agent)))).toHaveLength(written)
})

it('however many entries are old, no write holds more than the registry takes', () => {
  const records = Array.from({ length: 1_200 }, (_, i) => {
    const key = `A-S${i}`
    return { area: 'gone', key, value: { id: { value: key }, timestamp: { nanoseconds: 0 } } } as const
  })
  const world = leading(records)
  const weeks = 3 * 7 * 24 * 3600 * 1000
  const deletions = stores(world.advance(weeks)).map(line => line.split(',').length)
  expect(deletions).toEqual([500, 500, 200])
  expect(world.state.agents.gone.size).toBe(0)
})
