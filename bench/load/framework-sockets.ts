import { connect, type Socket } from 'node:net'
import { decode, encode, fromJson, toJson } from '../../src/mesos/messages/codec/index.ts'
import { Call, Event } from '../../src/mesos/messages/scheduler.ts'
import { createRecordDecoder } from '../../src/mesos/recordio.ts'
import { type FrameworkState, stepFramework, subscribeCall } from './framework.ts'
import { createHttpReader } from './http-reader.ts'

/** An emulated framework on real sockets: one for its subscription, one for its calls, which are pipelined. */
export interface FrameworkSockets {
  subscribe(): void
  call(call: Call): void
  /** Calls that were not answered yet. */
  readonly waiting: number
  close(): void
}

export interface FrameworkSocketsOptions {
  readonly state: FrameworkState
  /** `ip:port` */
  readonly master: string
  readonly type: 'application/json' | 'application/x-protobuf'
  /** After the state has changed. */
  readonly onEvent?: (event: Event) => void
}

export const openFrameworkSockets = (options: FrameworkSocketsOptions): FrameworkSockets => {
  const { state, master, type, onEvent = () => {} } = options
  const write = (call: Call): Uint8Array =>
    type === 'application/json' ? Buffer.from(JSON.stringify(toJson(Call, call))) : encode(Call, call)
  const read = (record: Buffer): Event =>
    type === 'application/json' ? fromJson(Event, JSON.parse(record.toString('utf8'))) : decode(Event, record)
  let streamId = ''
  let waiting = 0
  let closed = false

  const dial = (reader: { push(chunk: Buffer): void }): Socket => {
    const [host, port] = master.split(':')
    const socket = connect({ host, port: Number(port), noDelay: true })
    socket.on('data', (chunk: Buffer) => reader.push(chunk))
    socket.on('error', () => {})
    socket.on('close', () => {
      if (!closed) state.complaints.push('the master closed a connection')
    })
    return socket
  }

  const post = (socket: Socket, call: Call) => {
    const body = write(call)
    const stream = streamId === '' ? '' : `Mesos-Stream-Id: ${streamId}\r\n`
    const head = `POST /api/v1/scheduler HTTP/1.1\r\nHost: ${master}\r\nContent-Type: ${type}\r\nAccept: ${type}\r\n${stream}Content-Length: ${body.length}\r\n\r\n`
    socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]))
  }

  const refused = (start: string, body: Buffer[]) => state.complaints.push(`${start}: ${Buffer.concat(body)}`)

  const calls = () => {
    let start = ''
    let body: Buffer[] = []
    const reader = createHttpReader({
      onHead: head => {
        start = head.start
        body = []
      },
      onBody: bytes => void body.push(bytes),
      onEnd: () => {
        waiting -= 1
        if (!/^HTTP\/1.1 20[02]/.test(start)) refused(start, body)
      },
    })
    return dial(reader)
  }

  const events = () => {
    const decoder = createRecordDecoder()
    let start = ''
    const happen = (event: Event) => {
      for (const call of stepFramework(state, event)) send(call)
      onEvent(event)
    }
    const reader = createHttpReader({
      onHead: head => {
        start = head.start
        streamId = /\r\nmesos-stream-id: *([^\r]+)/i.exec(head.text)?.[1] ?? ''
      },
      onBody: bytes => {
        if (!start.startsWith('HTTP/1.1 200')) return void refused(start, [bytes])
        for (const record of decoder.push(bytes)) happen(read(record))
      },
      onEnd: () => {},
    })
    return dial(reader)
  }

  let stream: Socket | undefined
  let outbound: Socket | undefined
  const send = (call: Call) => {
    outbound ??= calls()
    waiting += 1
    post(outbound, call)
  }
  return {
    subscribe: () => {
      stream = events()
      post(stream, subscribeCall(state))
    },
    call: send,
    get waiting() {
      return waiting
    },
    close: () => {
      closed = true
      stream?.destroy()
      outbound?.destroy()
    },
  }
}
