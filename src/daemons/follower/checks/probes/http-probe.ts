import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import type { Probe, ProbeOrder, ProbeResult } from '../probe.ts'
import { connectAs } from './connect.ts'

/** As many as curl follows. */
const mostRedirects = 50

/** The status of the answer to GET, after redirects within the task's loopback; one that leads elsewhere is the answer. Bodies are not read. */
export const probeHttp = async (
  order: ProbeOrder,
  probe: Extract<Probe, { kind: 'http' }>,
  signal: AbortSignal,
): Promise<ProbeResult> => {
  let url = new URL(
    `${probe.scheme}://${probe.host.includes(':') ? `[${probe.host}]` : probe.host}:${probe.port}${probe.path}`,
  )
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const { statusCode, location } = await get(order, url, signal)
    if (statusCode < 300 || statusCode > 399 || location === undefined || !URL.canParse(location, url)) {
      return { kind: 'http', statusCode }
    }
    url = new URL(location, url)
    if (!/^https?:$/.test(url.protocol) || loopbackOf(url.hostname) === undefined) return { kind: 'http', statusCode }
  }
  return { kind: 'failed', message: `more than ${mostRedirects} redirects` }
}

const get = async (
  { process }: ProbeOrder,
  url: URL,
  signal: AbortSignal,
): Promise<{ readonly statusCode: number; readonly location?: string }> => {
  const host = loopbackOf(url.hostname) ?? '127.0.0.1'
  const secure = url.protocol === 'https:'
  const plain = await connectAs(process, { host, port: Number(url.port) || (secure ? 443 : 80) }, signal)
  try {
    return await ask(secure ? await encrypted(plain, url.hostname) : plain, url, signal)
  } finally {
    plain.destroy()
  }
}

/** Only to itself may a task send us: what lies elsewhere is not its health, and the agent asks nobody on its behalf. */
const loopbackOf = (hostname: string): '127.0.0.1' | '::1' | undefined => {
  if (hostname === '[::1]') return '::1'
  return hostname === 'localhost' || hostname === '127.0.0.1' ? '127.0.0.1' : undefined
}

/** Whoever answers there is the task: certificates have nothing to prove. */
const encrypted = (socket: Duplex, hostname: string): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    const servername = /^[\d.]+$|^\[/.test(hostname) ? {} : { servername: hostname }
    const tls = connectTls({ socket, rejectUnauthorized: false, ...servername })
    tls.once('secureConnect', () => resolve(tls.on('error', () => {})))
    tls.once('error', reject)
    socket.once('close', () => reject(new Error('the connection was closed')))
  })

const ask = (connection: Duplex, url: URL, signal: AbortSignal) =>
  new Promise<{ statusCode: number; location?: string }>((resolve, reject) => {
    const asked = request(url, {
      createConnection: () => connection as never, // not beside an agent, who would make his own
      protocol: 'http:',
      signal,
      headers: { host: url.host, 'user-agent': 'mantl', accept: '*/*', connection: 'close' },
    })
    asked.once('error', error => reject(new Error(error.message || 'no answer')))
    asked.once('response', response => {
      response.on('error', () => {}).destroy()
      const { location } = response.headers
      resolve({ statusCode: response.statusCode ?? 0, ...(location === undefined ? {} : { location }) })
    })
    asked.end()
  })
