import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { libprocessMessages } from '../../src/mesos/libprocess/messages.ts'
import { decode, encode, fromJson, type Schema } from '../../src/mesos/messages/codec/index.ts'

export interface Heard {
  readonly to: string
  readonly name: string
  readonly from: string
  readonly body: any
}

/** A scheduler as Mesos had them before its HTTP API: it is called back by messages, at an address of its own. */
export interface OldStyleDriver {
  readonly pid: string
  readonly heard: readonly Heard[]
  /** `name` without `mesos.internal.`, or `Call`; the body in the JSON form. */
  say(name: string, body: object): void
  /** Proves who it is; says whether it was believed. */
  authenticate(principal: string, secret: string): Promise<'Completed' | 'Failed' | 'Error'>
  /** The first message that fits, be it here already or still to come. */
  next(name: string, fits?: (body: any) => boolean): Promise<any>
  forget(): void
  /** Drops the connections that came in, as a link that breaks. */
  cut(): void
  close(): Promise<void>
}

const PREFIX = 'mesos.internal.'

export const startOldStyleDriver = async (master: string, id = 'scheduler(1)', port = 0): Promise<OldStyleDriver> => {
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  const server = createServer(async (request, response) => {
    const bytes = await bodyOf(request)
    response.writeHead(202).end()
    const [, to = '', full = ''] = decodeURIComponent(request.url!).split('/')
    const body = decode(schemaOf(full), bytes)
    heard.push({ to, name: full.replace(PREFIX, ''), from: String(request.headers['libprocess-from']), body })
    for (const check of [...waiting]) check()
  })
  server.keepAliveTimeout = 0 // the end of a connection would be taken for the end of the scheduler
  await new Promise<void>(resolve => void server.listen(port, '127.0.0.1', resolve))
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const own = `${id}@${address}`

  let out: Socket | undefined
  const write = (from: string, to: string, name: string, value: object) => {
    if (out === undefined || out.destroyed) out = dial(master)
    const full = name === 'Call' ? 'mesos.scheduler.Call' : PREFIX + name
    out.write(asRequest(`${from}@${address}`, to, full, encode(schemaOf(full), fromJson(schemaOf(full), value))))
  }

  const next = (name: string, fits: (body: any) => boolean = () => true) =>
    new Promise<any>((resolve, reject) => {
      const late = setTimeout(() => {
        waiting.delete(check)
        reject(new Error(`no ${name} came; heard: ${heard.map(one => one.name).join(', ')}`))
      }, 100_000)
      const check = () => {
        const found = heard.find(one => one.name === name && fits(one.body))
        if (found === undefined) return
        clearTimeout(late)
        waiting.delete(check)
        resolve(found.body)
      }
      waiting.add(check)
      check()
    })

  let attempts = 0
  const authenticate: OldStyleDriver['authenticate'] = async (principal, secret) => {
    const me = `authenticatee(${++attempts})`
    const mine = () => heard.filter(({ to }) => to === me)
    const answer = async (name: string) => {
      await next(name, () => mine().some(one => one.name === name))
      return mine().find(one => one.name === name)!
    }
    write(me, 'master', 'AuthenticateMessage', { pid: own })
    const offered = await Promise.race([
      answer('AuthenticationMechanismsMessage'),
      answer('AuthenticationErrorMessage'),
    ])
    if (offered.name === 'AuthenticationErrorMessage') return 'Error'
    const session = offered.from.split('@')[0]!
    write(me, session, 'AuthenticationStartMessage', { mechanism: 'CRAM-MD5' })
    const challenge = Buffer.from((await answer('AuthenticationStepMessage')).body.data, 'base64')
    const digest = createHmac('md5', secret).update(challenge).digest('hex')
    const data = Buffer.from(`${principal} ${digest}`).toString('base64')
    write(me, session, 'AuthenticationStepMessage', { data })
    const ends = ['Completed', 'Failed'] as const
    return Promise.race(ends.map(end => answer(`Authentication${end}Message`).then(() => end)))
  }

  return {
    pid: own,
    heard,
    say: (name, body) => write(id, 'master', name, body),
    authenticate,
    next,
    forget: () => void heard.splice(0),
    cut: () => server.closeAllConnections(),
    close: async () => {
      out?.destroy()
      server.closeAllConnections()
      await new Promise(resolve => void server.close(resolve))
    },
  }
}

const schemaOf = (name: string): Schema<any> => {
  const schema = libprocessMessages.get(name)
  if (schema === undefined) throw new Error(`there is no message ${name}`)
  return schema
}

/** Answers are read and thrown away, as drivers do. */
const dial = (address: string): Socket => {
  const [host, port] = address.split(':')
  const socket = connect(Number(port), host)
  socket.on('data', () => {})
  socket.on('error', () => {}) // a leader that is killed: the next message dials anew
  return socket
}

/** As mesos-go writes it: other headers than libprocess' own, and a length instead of chunks. */
const asRequest = (from: string, to: string, name: string, body: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(
      `POST /${to}/${name} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Go-http-client/1.1\r\n` +
        `Content-Length: ${body.length}\r\nConnection: Keep-Alive\r\nContent-Type: application/x-protobuf\r\n` +
        `Libprocess-From: ${from}\r\nAccept-Encoding: gzip\r\n\r\n`,
    ),
    body,
  ])

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}
