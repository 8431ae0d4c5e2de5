import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { getJson, reasonOf } from '../../../src/mesos/clients/leader.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise(resolve => void server.close(resolve))
  }
})

/** A leader that answers everything so; its address. */
const leader = async (status: number, location?: () => string): Promise<string> => {
  const server = createServer((request, response) => {
    response.writeHead(status, location && { location: `//${location()}${request.url}` }).end('{"cluster":"blue"}')
  })
  servers.push(server)
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('a leader that has stepped down is asked no further: the new one is', async () => {
  const next = await leader(200)
  const before = await leader(307, () => next)
  expect(await getJson(before, '/state')).toEqual({ cluster: 'blue' })
})

it('leaders that send one to each other: nobody leads yet', async () => {
  let first = ''
  const second = await leader(307, () => first)
  first = await leader(307, () => second)
  await expect(getJson(first, '/state')).rejects.toMatchObject({
    code: 'leader.none',
    message: expect.stringContaining('does not lead any more'),
    retryable: true,
  })
})

it('any other answer is told as it is', async () => {
  const { hint } = (await getJson(await leader(401), '/state').catch((error: unknown) => error)) as { hint?: string }
  expect(hint).toContain('--principal')
})

it.each([
  ['ENOTFOUND', 'nobody knows that name'],
  ['EAI_AGAIN', 'nobody knows that name'],
  ['EHOSTUNREACH', 'no way leads there'],
  ['ECONNREFUSED', 'connection refused'],
])('%s is said in words', (code, words) => {
  expect(reasonOf(Object.assign(new Error(`connect ${code} x`), { code }))).toBe(words)
})
