import type { Chance } from '../chance.ts'
import type { Timeline } from '../timeline.ts'
import { type Connection, createConnection, type End, type Wire } from './connection.ts'
import type { Hosts } from './hosts.ts'

/** What a side does with what it hears. */
export type Ears = Omit<End, 'host'>

export interface Network {
  readonly hosts: Hosts
  /** Who dials `ip:port` is accepted from now on. */
  listen(host: string, address: string, accept: (wire: Wire) => Ears): void
  /** What is sent before the connection stands waits for that. `closed` also when it can't be made. */
  dial(host: string, address: string, ears: Ears): Wire
  /** The process there is no more: neither its listener nor its connections. */
  crash(host: string): void
  /** Connections of the host, or all. */
  connections(host?: string): Connection[]
  /** Everything from and to the host takes so much longer, in ms; 0: as usual. */
  slow(host: string, ms: number): void
}

interface Dialling {
  readonly host: string
  cancelled: boolean
}

/** SYN again, ms after the first. */
const RETRIES = [1_000, 3_000, 7_000]
const CONNECT_TIMEOUT = 10_000

/** `delay`: ms that a message takes at least and at most. */
export const createNetwork = (
  timeline: Timeline,
  chance: Chance,
  hosts: Hosts,
  delay: readonly [number, number],
): Network => {
  const listeners = new Map<string, { readonly host: string; readonly accept: (wire: Wire) => Ears }>()
  const slowness = new Map<string, number>()
  const byHost = new Map<string, Set<Connection>>()
  const dialling = new Map<string, Set<Dialling>>()

  const latency = (from: string, to: string) => {
    const extra = (slowness.get(from) ?? 0) + (slowness.get(to) ?? 0)
    return chance.between(...delay) + (extra > 0 ? chance.below(extra) : 0)
  }
  const setOf = <T>(map: Map<string, Set<T>>, host: string): Set<T> => {
    const known = map.get(host) ?? new Set()
    map.set(host, known)
    return known
  }
  const establish = (host: string, address: string, ears: Ears): Wire | undefined => {
    const listener = listeners.get(address)
    if (listener === undefined) return undefined
    let server: Ears | undefined
    const far: End = {
      host: listener.host,
      receive: payload => server?.receive(payload),
      closed: () => server?.closed(),
    }
    const { connection, wires } = createConnection({ timeline, chance, hosts, latency }, [{ host, ...ears }, far])
    setOf(byHost, host).add(connection)
    setOf(byHost, listener.host).add(connection)
    server = listener.accept(wires[1])
    return wires[0]
  }
  const blocked = (a: string, b: string) => hosts.blocked(a, b) || hosts.blocked(b, a)
  hosts.onChange(() => {
    for (const set of byHost.values()) for (const connection of set) connection.retry()
  })

  return {
    hosts,
    listen: (host, address, accept) => void listeners.set(address, { host, accept }),
    dial: (host, address, ears) => {
      const attempt: Dialling = { host, cancelled: false }
      setOf(dialling, host).add(attempt)
      const waiting: unknown[] = []
      let wire: Wire | undefined
      const done = () => dialling.get(host)?.delete(attempt)
      const fail = () => {
        done()
        if (!attempt.cancelled) ears.closed()
      }
      const knock = (tries: number) => {
        if (attempt.cancelled) return done()
        const target = hostOf(listeners, address)
        if (target !== undefined && blocked(host, target)) {
          const before = tries === 0 ? 0 : RETRIES[tries - 1]!
          const again = RETRIES[tries]
          if (again === undefined) return timeline.after(CONNECT_TIMEOUT - before, fail)
          return timeline.after(again - before, () => knock(tries + 1))
        }
        wire = establish(host, address, ears)
        if (wire === undefined) return timeline.after(1, fail)
        done()
        for (const payload of waiting) wire.send(payload)
      }
      timeline.after(chance.between(...delay), () => knock(0))
      const end = (how: 'close' | 'drop') => {
        attempt.cancelled = true
        wire?.[how]()
      }
      return {
        send: payload => (wire === undefined ? void waiting.push(payload) : wire.send(payload)),
        close: () => end('close'),
        drop: () => end('drop'),
      }
    },
    crash: host => {
      for (const [address, listener] of listeners) if (listener.host === host) listeners.delete(address)
      for (const attempt of dialling.get(host) ?? []) attempt.cancelled = true
      for (const connection of byHost.get(host) ?? []) {
        for (const side of [0, 1] as const) if (connection.ends[side].host === host) connection.abandon(side)
      }
      byHost.delete(host)
    },
    connections: host => {
      const sets = host === undefined ? [...byHost.values()] : [byHost.get(host) ?? []]
      const all = new Set(sets.flatMap(set => [...set]))
      for (const connection of all) if (connection.over) forget(byHost, connection)
      return [...all].filter(connection => !connection.over)
    },
    slow: (host, ms) => void (ms > 0 ? slowness.set(host, ms) : slowness.delete(host)),
  }
}

/** Where an address lies, also while nobody listens there: addresses are host names to the simulation's eye. */
const hostOf = (listeners: ReadonlyMap<string, { readonly host: string }>, address: string) =>
  listeners.get(address)?.host

const forget = (byHost: ReadonlyMap<string, Set<Connection>>, connection: Connection) => {
  for (const { host } of connection.ends) byHost.get(host)?.delete(connection)
}
