import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { libprocessMessages } from '../../src/mesos/libprocess/messages.ts'
import { decode, encode, type Schema } from '../../src/mesos/messages/codec/index.ts'
import { freePort } from './ports.ts'

export interface Received {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly body: any
}

/** A leader as an agent sees one, over real sockets: it takes messages, keeps them, and says what it is told to. */
export interface FakeMaster {
  readonly address: string
  readonly received: Received[]
  /** Whether registrations are answered. */
  admits: boolean
  /** Whether status updates are acknowledged at once. */
  acknowledges: boolean
  agentId: string
  /** To the agent that registered last. */
  send(name: string, body: object): Promise<void>
  /** The first message that fits, be it here already or still to come. */
  next(name: string, fits?: (body: any) => boolean, timeoutMs?: number): Promise<any>
  /** The first status of a task with this state, come or to come. */
  status(taskId: string, state: string): Promise<any>
  /** Kills a task of framework F; `graceSeconds` instead of its own kill policy. */
  kill(taskId: string, graceSeconds?: number): Promise<void>
  /** States of a task in the order of their coming, repetitions left out. */
  states(taskId: string): readonly string[]
  close(): Promise<void>
}

/** On a port that it can be started on again. */
export const startFakeMaster = async (port?: number): Promise<FakeMaster> => {
  const received: Received[] = []
  const waiting = new Set<() => void>()
  let agent = ''

  const post = async (to: string, name: string, body: object): Promise<void> => {
    const schema = libprocessMessages.get(`mesos.internal.${name}`) as Schema<object>
    const [id, address] = to.split('@')
    const bytes = encode(schema, body)
    const from = `master@${master.address}`
    const response = await fetch(`http://${address}/${id}/mesos.internal.${name}`, {
      method: 'POST',
      headers: { 'Libprocess-From': from }, // who calls himself libprocess in User-Agent, too, gets no answer
      ...(bytes.length > 0 ? { body: Buffer.from(bytes) } : {}),
    })
    await response.arrayBuffer()
  }

  const take = (message: Received) => {
    received.push(message)
    for (const check of [...waiting]) check()
    const { name, body, from } = message
    if (/^(Register|Reregister)SlaveMessage$/.test(name) && from.startsWith('slave(1)')) {
      agent = from
      if (!master.admits) return
      const again = name === 'ReregisterSlaveMessage'
      const answer = again ? 'SlaveReregisteredMessage' : 'SlaveRegisteredMessage'
      const agent_id = again ? body.agent.id : { value: master.agentId }
      void post(from, answer, { agent_id, connection: { total_ping_timeout_seconds: 75 } }).catch(() => {})
    }
    if (name === 'StatusUpdateMessage' && master.acknowledges) {
      const { framework_id, agent_id, status } = body.update
      void post(from, 'StatusUpdateAcknowledgementMessage', {
        agent_id,
        framework_id,
        task_id: status.task_id,
        uuid: status.uuid,
      }).catch(() => {})
    }
  }

  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      response.writeHead(202).end()
      const [, to = '', full = ''] = decodeURIComponent(request.url ?? '').split('/')
      const schema = libprocessMessages.get(full) as Schema<object> | undefined
      if (schema === undefined) return
      const from = String(request.headers['libprocess-from'])
      take({ name: full.replace('mesos.internal.', ''), from, to, body: decode(schema, Buffer.concat(chunks)) })
    })
  })
  server.keepAliveTimeout = 0 // Mesos closes no connection for being idle
  const own = port ?? (await freePort())
  await new Promise<void>(resolve => server.listen(own, '127.0.0.1', resolve))

  const master: FakeMaster = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    admits: true,
    acknowledges: true,
    agentId: 'f00d0000-0000-4000-8000-000000000000-S0',
    send: (name, body) => post(agent, name, body),
    next: (name, fits = () => true, timeoutMs = 60_000) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found = received.find(message => message.name === name && fits(message.body))
          if (!found) return
          clearTimeout(timer)
          waiting.delete(check)
          resolve(found.body)
        }
        const timer = setTimeout(() => {
          waiting.delete(check)
          const seen = received.map(message => message.name).join(', ')
          reject(new Error(`no fitting ${name} came within ${timeoutMs} ms; seen: ${seen}`))
        }, timeoutMs)
        waiting.add(check)
        check()
      }),
    status: async (taskId, state) => {
      const fits = ({ update: { status } }: any) => status.task_id.value === taskId && status.state === state
      return (await master.next('StatusUpdateMessage', fits)).update.status
    },
    kill: (taskId, graceSeconds) =>
      master.send('KillTaskMessage', {
        framework_id: { value: 'F' },
        task_id: { value: taskId },
        ...(graceSeconds === undefined ? {} : { kill_policy: { grace_period: { nanoseconds: graceSeconds * 1e9 } } }),
      }),
    states: taskId => {
      const uuids = new Set<string>()
      return received
        .filter(({ name, body }) => name === 'StatusUpdateMessage' && body.update.status.task_id.value === taskId)
        .filter(({ body }) => !uuids.has(body.update.uuid) && uuids.add(body.update.uuid))
        .map(({ body }) => body.update.status.state)
    },
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return master
}
