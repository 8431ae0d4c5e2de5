import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answers } from '../../src/roles/mesos/settings.ts'
import { freePort } from '../support/ports.ts'

let port: number
let asked: number
let server: Server
beforeEach(async () => {
  port = await freePort()
  asked = 0
  server = createServer((request, response) => {
    asked += 1
    response.end(asked > 1 ? `{"path": "${request.url}",\n "id": "abc-S1"}` : '{}')
  })
})
afterEach(async () => {
  server.closeAllConnections()
  if (server.listening) await new Promise(resolve => server.close(resolve))
})

const listen = () => once(server.listen(port, '127.0.0.1'), 'listening')

const ask = async (pattern: string): Promise<unknown> => {
  const [program = '', ...rest] = answers(port, '/state', pattern).argv
  const [code] = await once(spawn(program, rest, { stdio: 'ignore' }), 'exit')
  return code
}

describe('whether a daemon answers', () => {
  it('is asked until it says what is awaited', async () => {
    await listen()
    expect(await ask('"id": ?"[^"]+-S[0-9]+"')).toBe(0)
    expect(asked).toBe(2)
  })

  it.each([
    ['its path', '"path": ?"/state"', 0],
    ['its status', '200 OK', 0],
    ['something else', 'nothing of this', 1],
  ])('%s', async (_, pattern, code) => {
    await listen()
    expect(await ask(pattern)).toBe(code)
  })

  it('is no where nobody listens', async () => expect(await ask('200 OK')).toBe(1))
})
