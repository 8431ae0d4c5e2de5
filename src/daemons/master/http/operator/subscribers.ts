import { Readable } from 'node:stream'
import { writeMessage } from '../../../../http/call-format.ts'
import type { MediaType } from '../../../../http/negotiate.ts'
import { Event } from '../../../../mesos/messages/master-event.ts'
import { encodeRecord } from '../../../../mesos/recordio.ts'
import type { Clock } from '../../../../runtime/clock.ts'

/** The streams of the operator API. main.ts calls `publish` for each `publish` effect. */
export interface Subscribers {
  publish(event: Event): void
  /**
   * A stream that begins with `snapshot`, the buffers of one record's body; what is published meanwhile follows it. Whoever lets too
   * much pile up is dropped. `shows`: of which events it hears; absent: of all.
   */
  open(type: MediaType, snapshot: Promise<readonly Buffer[]>, shows?: (event: Event) => boolean): Readable
  readonly count: number
}

export interface SubscribersOptions {
  readonly clock: Clock
  /** `--max_operator_event_stream_subscribers`; the oldest is dropped for a new one. */
  readonly most: number
  /** Bytes of events that may wait for a reader; its snapshot does not count. */
  readonly backlog?: number
}

export const HEARTBEAT_MS = 15_000
const BACKLOG = 8 * 1024 * 1024

export const createSubscribers = ({ clock, most, backlog = BACKLOG }: SubscribersOptions): Subscribers => {
  const all = new Set<Subscriber>()
  let cancelBeat = () => {}
  const send = (event: Event) => {
    const written = new Map<MediaType, Buffer>() // once for all who take the same type
    for (const subscriber of all) {
      if (subscriber.shows?.(event) === false) continue
      let record = written.get(subscriber.type)
      if (!record) written.set(subscriber.type, (record = recordOf(subscriber.type, event)))
      subscriber.push(record)
    }
  }
  const beat = () => {
    cancelBeat()
    if (all.size === 0) return
    cancelBeat = clock.after(HEARTBEAT_MS, () => {
      send({ type: 'HEARTBEAT' })
      beat()
    })
  }
  return {
    publish: event => void (all.size > 0 && send(event)),
    open: (type, snapshot, shows) => {
      const subscriber = { ...newSubscriber(type, snapshot, backlog), shows }
      const [oldest] = all
      if (all.size >= most) oldest?.stream.destroy()
      all.add(subscriber)
      if (all.size === 1) beat()
      subscriber.push(recordOf(type, { type: 'HEARTBEAT' }))
      subscriber.stream.on('close', () => {
        all.delete(subscriber)
        if (all.size === 0) cancelBeat()
      })
      return subscriber.stream
    },
    get count() {
      return all.size
    },
  }
}

interface Subscriber {
  readonly type: MediaType
  readonly stream: Readable
  readonly shows?: (event: Event) => boolean
  push(record: Buffer): void
}

const recordOf = (type: MediaType, event: Event): Buffer => encodeRecord(writeMessage(Event, type, event))

const newSubscriber = (type: MediaType, snapshot: Promise<readonly Buffer[]>, backlog: number): Subscriber => {
  const waiting: Buffer[] = []
  let bytes = 0 // of the events among them
  let begun = false
  let hungry = false
  let resting = false
  const feed = () => {
    while (hungry && begun && !resting && waiting.length > 0) {
      const next = waiting.shift()!
      const event = !untold.delete(next)
      if (event) bytes -= next.length
      hungry = stream.push(next)
      if (event || untold.size === 0) rest()
    }
  }
  // Clients exist that take a chunk for a record, as Mesos sends them, and Node joins what is written in one tick into one chunk.
  const rest = () => {
    resting = true
    process.nextTick(() => {
      resting = false
      feed()
    })
  }
  const untold = new Set<Buffer>() // the snapshot's
  const stream = new Readable({
    read: () =>
      void setImmediate(() => {
        hungry = true // not before the next turn, for the reason given in paced.ts
        feed()
      }),
  })
  const begin = (buffers: readonly Buffer[]) => {
    const length = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
    const record = [Buffer.from(`${length}\n`), ...buffers]
    for (const buffer of record) untold.add(buffer)
    waiting.unshift(...record)
    begun = true
    feed()
  }
  snapshot.then(begin, error => stream.destroy(error as Error))
  return {
    type,
    stream,
    push: record => {
      waiting.push(record)
      bytes += record.length
      if (bytes > backlog) stream.destroy()
      else feed()
    },
  }
}
