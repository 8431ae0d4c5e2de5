import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { frame } from '../../src/mesos/libprocess/frame.ts'
import { libprocessMessages } from '../../src/mesos/libprocess/messages.ts'
import { decode, encode } from '../../src/mesos/messages/codec/index.ts'
import { type AgentAction, type AgentEvent, type AgentState, type AgentTimer, stepAgent } from './agent.ts'
import { createHttpReader } from './http-reader.ts'
import { createDueQueue } from './queue.ts'

/** Emulated agents on real sockets. Each address listens, and has one connection of its own to the master, as libprocess has. */
export interface AgentSockets {
  /** All of them hear who leads, and register. */
  start(): void
  /** How many are registered now. */
  registered(): number
  readonly counts: { sent: number; received: number }
  close(): Promise<void>
}

export interface AgentSocketsOptions {
  readonly agents: readonly AgentState[]
  /** `ip:port` */
  readonly master: string
  readonly random: () => number
}

/** What lives at one `ip:port`. */
interface Place {
  readonly address: string
  readonly agents: Map<string, AgentState>
  server?: Server
  readonly inbound: Set<Socket>
  outbound?: Socket
  /** The leader is lost and will be looked for; until then nothing is said to anybody. */
  lost: boolean
}

const RECONNECT_MS = 1000 // and up to as much again: a lost leader is looked for anew, not besieged
const AT_ONCE = 500 // listening sockets made in one go

export const openAgentSockets = async ({ agents, master, random }: AgentSocketsOptions): Promise<AgentSockets> => {
  const counts = { sent: 0, received: 0 }
  const places = placesOf(agents)
  const due = createDueQueue<{ place: Place; agent: AgentState; timer: AgentTimer }>()
  let closed = false
  let started = false

  const happen = (place: Place, agent: AgentState, event: AgentEvent) => {
    for (const action of stepAgent(agent, event, Date.now(), random)) act(place, agent, action)
  }

  const act = (place: Place, agent: AgentState, action: AgentAction) => {
    if (action.kind === 'timer') return due.add(Date.now() + action.after, { place, agent, timer: action.timer })
    const name = `mesos.internal.${action.name}`
    const [id = '', address = ''] = action.to.split('@')
    if (place.lost) return
    const bytes = encode(libprocessMessages.get(name)!, action.body)
    place.outbound ??= dial(place)
    place.outbound.write(frame(agent.pid, id, address, name, bytes))
    counts.sent += 1
  }

  const dial = (place: Place): Socket => {
    const [host, port] = master.split(':')
    const [localAddress] = place.address.split(':')
    const socket = connect({ host, port: Number(port), localAddress, noDelay: true })
    socket.on('data', () => {}) // nobody learns what became of a message
    socket.on('error', () => {})
    socket.on('close', () => {
      if (closed || place.outbound !== socket) return
      place.outbound = undefined
      place.lost = true
      setTimeout(
        () => {
          place.lost = false
          for (const agent of place.agents.values()) if (!closed) happen(place, agent, leader)
        },
        RECONNECT_MS * (1 + random()),
      ).unref()
    })
    return socket
  }
  const leader: AgentEvent = { kind: 'leader', master: `master@${master}` }

  const listen = (place: Place) =>
    new Promise<void>((resolve, reject) => {
      const [host, port] = place.address.split(':')
      const server = createServer(socket => take(place, socket))
      place.server = server
      server.on('error', reject)
      server.listen(Number(port), host, () => resolve())
    })

  const take = (place: Place, socket: Socket) => {
    place.inbound.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => place.inbound.delete(socket))
    let head = ''
    let body: Buffer[] = []
    const reader = createHttpReader({
      onHead: ({ text }) => {
        head = text
        body = []
      },
      onBody: bytes => void body.push(bytes),
      onEnd: () => {
        deliver(place, head, body.length === 1 ? body[0]! : Buffer.concat(body))
      },
    })
    socket.on('data', (chunk: Buffer) => reader.push(chunk))
  }

  const deliver = (place: Place, head: string, body: Buffer) => {
    const [, to = '', name = ''] = /^POST \/([^/ ]+)\/([\w.]+) /.exec(head) ?? []
    const from = /\r\nlibprocess-from: *([^\r]+)/i.exec(head)?.[1] ?? ''
    const agent = place.agents.get(decodeURIComponent(to))
    const schema = libprocessMessages.get(name)
    if (agent === undefined || schema === undefined || closed) return
    counts.received += 1
    const message = { kind: 'message', from, name: name.slice('mesos.internal.'.length) } as const
    happen(place, agent, { ...message, body: decode(schema, body) })
  }

  const ticker = setInterval(() => {
    const now = Date.now()
    while ((due.earliest ?? Number.POSITIVE_INFINITY) <= now) {
      const { place, agent, timer } = due.take()!
      happen(place, agent, { kind: 'due', timer })
    }
  }, 5)

  for (let at = 0; at < places.length; at += AT_ONCE) await Promise.all(places.slice(at, at + AT_ONCE).map(listen))
  return {
    start: () => {
      if (started) return
      started = true
      for (const place of places) for (const agent of place.agents.values()) happen(place, agent, leader)
    },
    registered: () => agents.reduce((sum, { phase }) => sum + (phase === 'registered' ? 1 : 0), 0),
    counts,
    close: async () => {
      closed = true
      clearInterval(ticker)
      for (const { outbound, inbound, server } of places) {
        outbound?.destroy()
        for (const socket of inbound) socket.destroy()
        server?.close()
      }
      await pause(0)
    },
  }
}

const placesOf = (agents: readonly AgentState[]): Place[] => {
  const places = new Map<string, Place>()
  for (const agent of agents) {
    const [id = '', address = ''] = agent.pid.split('@')
    const place = places.get(address) ?? { address, agents: new Map(), inbound: new Set(), lost: false }
    places.set(address, place)
    place.agents.set(id, agent)
  }
  return [...places.values()]
}
