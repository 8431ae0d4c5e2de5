import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { LeaderOptions } from '../../src/mesos/clients/leader.ts'
import { tellLeader } from '../../src/upkeep/calls.ts'
import { awaitDrained, cancelDrain } from '../../src/upkeep/drain.ts'
import { listDrains } from '../../src/upkeep/drains.ts'

/** A C++ leader: it knows nothing of /mantl. */
let server: Server
let options: LeaderOptions
let slaves: object[]
let refusal = ''
beforeEach(async () => {
  slaves = []
  server = createServer((request, response) => {
    const path = request.url!.replace(/\?.*/, '')
    const { port } = server.address() as AddressInfo
    if (path === '/redirect') response.writeHead(307, { location: `//127.0.0.1:${port}` }).end()
    else if (path === '/slaves') response.end(JSON.stringify({ slaves }))
    else if (path === '/api/v1') response.writeHead(400).end(refusal)
    else response.writeHead(404).end('404 Not Found.')
  })
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  options = { candidates: [`127.0.0.1:${(server.address() as AddressInfo).port}`] }
})
afterEach(() => {
  server.closeAllConnections()
  return new Promise(resolve => void server.close(resolve))
})

const slave = (state: string) => ({
  id: 'S0',
  hostname: 'node1',
  drain_info: { state, config: { mark_gone: false } },
  estimated_drain_start_time_seconds: 5,
})
const request = { markGone: false }
const stop = new AbortController().signal

it('its drains are told without their tasks', async () => {
  slaves = [slave('DRAINING'), { id: 'S1', hostname: 'node2' }]
  expect(await listDrains(options)).toEqual([
    { agent_id: 'S0', hostname: 'node1', stands: 'connected', state: 'DRAINING', mark_gone: false, started: 5 },
  ])
})

it('its drains are waited for', async () => {
  slaves = [slave('DRAINING')]
  const look = () => {
    slaves = [slave('DRAINED')]
  }
  expect(await awaitDrained('S0', request, options, { look, stop })).toBe('drained')
})

it('an agent that was to be gone is gone; one that does not drain any more was taken back', async () => {
  const waiting = { look: () => {}, stop }
  expect(await awaitDrained('S0', { markGone: true }, options, waiting)).toBe('gone')
  slaves = [{ id: 'S0', hostname: 'node1' }]
  await expect(awaitDrained('S0', request, options, waiting)).rejects.toMatchObject({ code: 'agent.drain_cancelled' })
})

it('its drains can not be cancelled', () =>
  expect(cancelDrain('S0', options)).rejects.toMatchObject({
    code: 'upkeep.refused',
    hint: 'is the leader one of mantl, and of this release?',
  }))

it.each([
  ['Agent is still in the DRAINING state', '--cancel'],
  ["Machine '{}' is not part of a maintenance schedule", 'maintenance schedule'],
  ['Agent S0 is part of a maintenance schedule under Machine node1', 'maintenance status'],
  ["Machine '{}' is deactivated and cannot be removed from the schedule", 'maintenance stop'],
])('what it says is told, with what helps: %s', async (text, hint) => {
  refusal = text
  const refused = { message: expect.stringContaining(text), hint: expect.stringContaining(hint) }
  await expect(tellLeader({ type: 'REACTIVATE_AGENT' }, options)).rejects.toMatchObject(refused)
})
