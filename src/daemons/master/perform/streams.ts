import { writeMessage } from '../../../http/call-format.ts'
import type { MediaType } from '../../../http/negotiate.ts'
import type { RecordStream } from '../../../http/types.ts'
import { Event as SchedulerEvent } from '../../../mesos/messages/scheduler.ts'

export interface Streams {
  open(streamId: string, type: MediaType, stream: RecordStream): void
  write(streamId: string, event: SchedulerEvent): void
  close(streamId: string): void
}

/** The open responses of frameworks that subscribed over HTTP. */
export const createStreams = (): Streams => {
  const open = new Map<string, { readonly type: MediaType; readonly stream: RecordStream }>()
  return {
    open: (streamId, type, stream) => {
      open.set(streamId, { type, stream })
      stream.onClose(() => void open.delete(streamId))
    },
    write: (streamId, event) => {
      const to = open.get(streamId)
      to?.stream.write(writeMessage(SchedulerEvent, to.type, event))
    },
    close: streamId => open.get(streamId)?.stream.close(),
  }
}
