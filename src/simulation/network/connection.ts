import type { Chance } from '../chance.ts'
import type { Timeline } from '../timeline.ts'
import type { Hosts } from './hosts.ts'

/** One side of a connection: a process on a host. */
export interface End {
  readonly host: string
  receive(payload: unknown): void
  /** The connection is over, as far as this side can tell. At most once, and never after it closed itself. */
  closed(): void
}

/** What a side can do with it. */
export interface Wire {
  send(payload: unknown): void
  /** What was sent still arrives; then the other side sees the end. */
  close(): void
  /** The other side sees the end; what has not arrived is lost. */
  drop(): void
}

/** What faults can do with it. */
export interface Connection {
  readonly ends: readonly [End, End]
  readonly over: boolean
  /** Nothing passes any more. Each side notices after so many ms, or never (undefined). */
  cut(notice: readonly [number | undefined, number | undefined]): void
  /** A process ended: its side is gone, the other one notices when it can. */
  abandon(side: 0 | 1): void
  /** The network has changed. */
  retry(): void
}

interface Parts {
  readonly timeline: Timeline
  readonly chance: Chance
  readonly hosts: Hosts
  /** ms from one host to another, now. */
  readonly latency: (from: string, to: string) => number
}

const FIN = Symbol('the end of the stream')

/**
 * As TCP is: each direction in order; a partition holds back what is under way, and what is not broken off meanwhile arrives when it
 * heals; a cut loses the tail of both directions, and a side that hears nothing of it goes on writing into the void.
 */
export const createConnection = (
  { timeline, chance, hosts, latency }: Parts,
  ends: readonly [End, End],
): { readonly connection: Connection; readonly wires: readonly [Wire, Wire] } => {
  const last = [0, 0]
  const held: [unknown[], unknown[]] = [[], []]
  const gone = [false, false]
  let dead = false

  const deliver = (side: 0 | 1, payload: unknown) => {
    const other = side === 0 ? 1 : 0
    if (gone[other] || (dead && payload !== FIN)) return
    if (held[side].length > 0 || hosts.blocked(ends[side].host, ends[other].host)) return void held[side].push(payload)
    if (payload !== FIN) return ends[other].receive(payload)
    tell(other)
  }
  const tell = (side: 0 | 1) => {
    if (gone[side]) return
    gone[side] = true
    dead = true
    ends[side].closed()
  }
  const transmit = (side: 0 | 1, payload: unknown) => {
    const other = side === 0 ? 1 : 0
    const at = Math.max(last[side]!, timeline.now + latency(ends[side].host, ends[other].host))
    last[side] = at
    timeline.after(at - timeline.now, () => deliver(side, payload))
  }
  const release = (side: 0 | 1) => {
    const other = side === 0 ? 1 : 0
    if (held[side].length === 0 || hosts.blocked(ends[side].host, ends[other].host)) return
    const waiting = held[side].splice(0)
    for (const payload of waiting) transmit(side, payload)
  }
  const wire = (side: 0 | 1): Wire => ({
    send: payload => {
      if (!gone[side] && !dead) transmit(side, payload)
    },
    close: () => {
      if (gone[side]) return
      gone[side] = true
      transmit(side, FIN)
    },
    drop: () => {
      if (gone[side]) return
      gone[side] = true
      dead = true
      transmit(side, FIN)
    },
  })
  return {
    wires: [wire(0), wire(1)],
    connection: {
      ends,
      get over() {
        return gone[0]! && gone[1]!
      },
      cut: notice => {
        dead = true
        for (const side of [0, 1] as const) {
          const after = notice[side]
          if (after !== undefined) timeline.after(after, () => tell(side))
        }
      },
      abandon: side => {
        if (gone[side]) return
        gone[side] = true
        dead = true
        const other = side === 0 ? 1 : 0
        const late = hosts.blocked(ends[side].host, ends[other].host)
        timeline.after(late ? chance.between(5_000, 60_000) : chance.between(1, 50), () => tell(other))
      },
      retry: () => {
        release(0)
        release(1)
      },
    },
  }
}
