import { writeMessage } from '../../../http/call-format.ts'
import type { MediaType } from '../../../http/negotiate.ts'
import type { RecordStream } from '../../../http/types.ts'
import { Event as ExecutorApiEvent } from '../../../mesos/messages/executor.ts'
import type { Clock } from '../../../runtime/clock.ts'

/** A stream to an executor lives long; this keeps what lies between from thinking it dead (api-v1.md 2). */
const heartbeatMillis = 30 * 60_000

export interface ExecutorStreams {
  /** Gives the stream a number that events and effects know it by. */
  add(stream: RecordStream, type: MediaType, closed: (id: number) => void): number
  send(id: number, event: ExecutorApiEvent): void
  close(id: number): void
}

interface Open {
  readonly stream: RecordStream
  readonly type: MediaType
  stopHeartbeat: () => void
}

export const createExecutorStreams = (clock: Clock): ExecutorStreams => {
  const all = new Map<number, Open>()
  let last = 0
  const send = (id: number, event: ExecutorApiEvent) => {
    const open = all.get(id)
    if (open) open.stream.write(writeMessage(ExecutorApiEvent, open.type, event))
  }
  const beat = (id: number) => {
    send(id, { type: 'HEARTBEAT' })
    const open = all.get(id)
    if (open) open.stopHeartbeat = clock.after(heartbeatMillis, () => beat(id))
  }
  return {
    add: (stream, type, closed) => {
      const id = ++last
      all.set(id, { stream, type, stopHeartbeat: clock.after(heartbeatMillis, () => beat(id)) })
      stream.onClose(() => {
        all.get(id)?.stopHeartbeat()
        all.delete(id)
        closed(id)
      })
      return id
    },
    send,
    close: id => all.get(id)?.stream.close(),
  }
}
