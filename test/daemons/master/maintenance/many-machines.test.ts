import { expect, it } from 'vitest'
import type { Event } from '../../../../src/daemons/master/events.ts'
import { newWorld } from '../world.ts'

const hosts = Array.from({ length: 1200 }, (_, i) => `10.0.${i >> 8}.${i & 255}`)

it('frameworks are asked to leave a thousand machines bit by bit, each of them once, and without waiting', () => {
  const world = newWorld()
  const happen = (event: object) => world.happen(event as Event)
  happen({ kind: 'elected' })
  happen({ kind: 'registry-loaded', records: [] })
  const framework_info = { user: 'u', name: 'f', roles: ['dev'], capabilities: [{ type: 'MULTI_ROLE' }] }
  happen({ kind: 'subscribe', streamId: 's', call: { framework_info } })
  const scalar = (name: string, value: number) => ({ name, type: 'SCALAR', scalar: { value } })
  const agent_capabilities = [{ type: 'MULTI_ROLE' }, { type: 'RESERVATION_REFINEMENT' }]
  for (const hostname of hosts) {
    const agent = { hostname, port: 5051, resources: [scalar('cpus', 4), scalar('mem', 1024)] }
    happen({
      kind: 'register-agent',
      from: `slave(1)@${hostname}:5051`,
      message: { agent, version: '1.11.0', agent_capabilities },
    })
  }
  const machine_ids = hosts.map(hostname => ({ hostname, ip: hostname }))
  const windows = [{ machine_ids, unavailability: { start: { nanoseconds: 1 } } }]
  const lines = happen({ kind: 'schedule-maintenance', schedule: { windows }, request: 1 })
  const events = lines.filter(line => line.includes('type:"INVERSE_OFFERS"'))
  const asked = events.map(line => line.match(/"10\.0\.\d+\.\d+",ip/g)!.length)
  expect(Math.max(...asked)).toBeLessThan(hosts.length)
  expect(asked.reduce((sum, count) => sum + count, 0)).toBe(hosts.length)
  expect(world.state.inverseOffers.size).toBe(hosts.length)
  expect(new Set([...world.state.inverseOffers.values()].map(({ agent_id }) => agent_id!.value)).size).toBe(
    hosts.length,
  )
})
