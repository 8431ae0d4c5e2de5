import { createServer, type Server } from 'node:http'
import { createServer as createSecure } from 'node:https'
import { type AddressInfo, createServer as createSocket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Probe, ProbeOrder, ProbeResult } from '../../../../../src/daemons/follower/checks/probe.ts'
import { createProber, type ProbeCommand } from '../../../../../src/daemons/follower/checks/probes/prober.ts'
import { readProcess } from '../../../../../src/daemons/follower/linux/processes.ts'
import { freePort } from '../../../../support/ports.ts'
import { selfSigned } from '../../../../support/self-signed.ts'

const servers: { close(): unknown }[] = []
const ports = { http: 0, https: 0, v6: 0, silent: 0, refused: 0 }

const listen = async (server: Server | ReturnType<typeof createSocket>, host = '127.0.0.1'): Promise<number> => {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve))
  servers.push(server)
  return (server.address() as AddressInfo).port
}

beforeAll(async () => {
  const answer: Parameters<typeof createServer>[1] = (request, response) => {
    const [, what = ''] = (request.url ?? '').split('/')
    const to: Record<string, string> = { moved: '/200', away: 'http://192.0.2.1/', circle: '/circle' }
    if (what === 'hang') return
    if (what === 'cut') return void request.socket.destroy()
    if (what === 'endless') {
      response.writeHead(200)
      return void response.write('x'.repeat(1_000_000))
    }
    if (to[what]) return void response.writeHead(302, { location: to[what] }).end()
    response.writeHead(Number(what) || 404).end()
  }
  ports.http = await listen(createServer(answer))
  ports.https = await listen(createSecure(selfSigned, answer))
  ports.v6 = await listen(createServer(answer), '::1')
  ports.silent = await listen(createSocket(() => {}))
  ports.refused = await freePort()
})
afterAll(() => {
  for (const server of servers) {
    if ('closeAllConnections' in server) (server as Server).closeAllConnections()
    server.close()
  }
})

const noCommands: ProbeCommand = () => Promise.reject(new Error('no commands here'))
const alive = { pid: process.pid, startTime: readProcess(process.pid)!.startTime }
const order = (probe: Probe, timeout = 30_000): ProbeOrder => ({
  id: 'p',
  probe,
  timeout,
  containerId: 'c',
  process: alive,
  directory: '/',
  environment: {},
})
const look = (probe: Probe, timeout?: number): Promise<ProbeResult> =>
  new Promise(resolve => createProber(noCommands).probe(order(probe, timeout), resolve))

const http = (server: 'http' | 'https' | 'v6' | 'silent' | 'refused', path: string): Probe => ({
  kind: 'http',
  scheme: server === 'https' ? 'https' : 'http',
  host: server === 'v6' ? '::1' : '127.0.0.1',
  port: ports[server],
  path,
})

describe('a probe', () => {
  it.each([
    ['http', '/200', { kind: 'http', statusCode: 200 }],
    ['http', '/503', { kind: 'http', statusCode: 503 }],
    ['http', '/moved', { kind: 'http', statusCode: 200 }],
    ['http', '/away', { kind: 'http', statusCode: 302 }],
    ['http', '/circle', { kind: 'failed', message: 'more than 50 redirects' }],
    ['http', '/endless', { kind: 'http', statusCode: 200 }],
    ['http', '/cut', { kind: 'failed', message: 'socket hang up' }],
    ['https', '/200', { kind: 'http', statusCode: 200 }],
    ['https', '/moved', { kind: 'http', statusCode: 200 }],
    ['v6', '/204', { kind: 'http', statusCode: 204 }],
    ['refused', '/', { kind: 'failed', message: 'connection refused' }],
  ] as const)('over %s of %s', async (server, path, result) => {
    expect(await look(http(server, path))).toEqual(result)
  })

  it('over tcp tells whether somebody is there', async () => {
    const tcp = (port: number): Probe => ({ kind: 'tcp', host: '127.0.0.1', port })
    expect(await look(tcp(ports.silent))).toEqual({ kind: 'tcp', succeeded: true })
    expect(await look(tcp(ports.refused))).toEqual({ kind: 'tcp', succeeded: false, message: 'connection refused' })
  })

  it.each([
    ['http', '/hang'],
    ['silent', '/'],
  ] as const)('of a server that never answers (%s%s) ends with its time', async (server, path) => {
    expect(await look(http(server, path), 50)).toEqual({ kind: 'failed', message: 'no result in 0.05 s' })
  })

  it('that is stopped tells nothing, and the next one of its name does', async () => {
    const prober = createProber(noCommands)
    const told: ProbeResult[] = []
    prober.probe(order(http('http', '/hang')), result => told.push(result))
    prober.probe(order(http('http', '/hang')), result => told.push(result))
    prober.stop('p')
    const last = new Promise(resolve => prober.probe(order(http('http', '/200')), resolve))
    expect(await last).toEqual({ kind: 'http', statusCode: 200 })
    expect(told).toEqual([])
    prober.close()
  })

  it('of a task that has ended says nothing about it', async () => {
    const ended = { ...order(http('refused', '/')), process: { ...alive, startTime: alive.startTime + 1 } }
    const result = await new Promise(resolve => createProber(noCommands).probe(ended, resolve))
    expect(result).toMatchObject({ kind: 'undone' })
  })

  it('by command is told why it could not be done', async () => {
    expect(await look({ kind: 'command', command: { value: 'true' } })).toEqual({
      kind: 'failed',
      message: 'no commands here',
    })
  })
})
