import { forbidden, notFound } from '../../../../http/answer.ts'
import { writeMessage } from '../../../../http/call-format.ts'
import { RECORDIO_TYPE } from '../../../../http/negotiate.ts'
import type { RecordStream } from '../../../../http/types.ts'
import { ProcessIO } from '../../../../mesos/messages/process-io.ts'
import { keyOf } from '../../container-id.ts'
import { type Follow, openToFollow, silence } from '../../containerizer/streams/follow-file.ts'
import type { TakeOutput } from '../../containerizer/streams/output.ts'
import { findContainer, hasEnded, processOf, shownKey } from '../../containers/find.ts'
import type { Asked, HandleCall, OperatorHttp } from './context.ts'
import { replyTo } from './decided.ts'
import { mayUse } from './may.ts'

/** What a container says from now on, until it ends. Slow readers are waited for; those of a session are dropped when they fall behind. */
export const attachOutputCall =
  (http: OperatorHttp): HandleCall =>
  async asked => {
    const { container_id: id } = asked.call.attach_container_output!
    if (!mayUse(http, 'ATTACH_CONTAINER_OUTPUT', asked.request.principal, id)) return forbidden()
    const key = keyOf(id)
    const found = findContainer(http.state, key)
    if (found === undefined || hasEnded(found)) return notFound(`Container ${shownKey(key)} cannot be found`)
    const output = http.containerStreams.output(key)
    if (output) {
      const { stream, take } = openOutput(http, asked)
      const leave = output.attach((name, bytes) => void take(name, bytes))
      stream.onClose(leave)
      void output.ended.then(() => stream.close())
      return stream
    }
    const { directory } = processOf(found)
    const follow = await openBoth(directory)
    const { stream, take } = openOutput(http, asked)
    void followFiles(http, key, follow, stream, take)
    return stream
  }

/** An output that is gone, or that its user has put something else in the place of, is one that says nothing. */
const openBoth = (directory: string): Promise<readonly [Follow, Follow]> => {
  const open = (name: string) => openToFollow(`${directory}/${name}`).catch(() => silence)
  return Promise.all([open('stdout'), open('stderr')])
}

/** The response, with heartbeats, and what writes a piece of output to it and waits for its reader. */
export const openOutput = (
  { clock, heartbeatInterval }: Pick<OperatorHttp, 'clock' | 'heartbeatInterval'>,
  { accept, acceptStreamed, openStream }: Asked,
): { readonly stream: RecordStream; readonly take: TakeOutput } => {
  const headers: Readonly<Record<string, string>> = acceptStreamed ? { 'Message-Content-Type': accept } : {}
  const stream = openStream(acceptStreamed ? RECORDIO_TYPE : accept, headers)
  const write = (io: ProcessIO) => stream.write(writeMessage(ProcessIO, accept, io))
  const beat = () => {
    const heartbeat = { interval: { nanoseconds: heartbeatInterval * 1e6 } }
    write({ type: 'CONTROL', control: { type: 'HEARTBEAT', heartbeat } })
    cancel = clock.after(heartbeatInterval, beat)
  }
  let cancel = clock.after(heartbeatInterval, beat)
  stream.onClose(() => cancel())
  return {
    stream,
    take: (name, bytes) => {
      write({ type: 'DATA', data: { type: name, data: Buffer.from(bytes).toString('base64') } })
      return stream.drained()
    },
  }
}

/** Its sandbox holds what it says: so that a reader who is slow, or comes after our restart, misses nothing. */
const followFiles = async (
  http: OperatorHttp,
  key: string,
  [stdout, stderr]: readonly [Follow, Follow],
  stream: RecordStream,
  take: TakeOutput,
): Promise<void> => {
  const stop = new AbortController()
  stream.onClose(() => stop.abort())
  let over = false
  void untilEnded(http, key, stream).then(() => {
    over = true
  })
  const following = { stop: stop.signal, over: () => over }
  try {
    await Promise.all([
      stdout(bytes => take('STDOUT', bytes), following),
      stderr(bytes => take('STDERR', bytes), following),
    ])
  } catch (error) {
    http.log.warning(`the output of container ${shownKey(key)} can't be read`, { error })
  } finally {
    stream.close()
  }
}

/** Resolves when the container has ended, or when nobody asks any more. */
const untilEnded = async (http: OperatorHttp, key: string, stream: RecordStream): Promise<void> => {
  let request = 0
  const ended = replyTo(http, number => {
    request = number
    return { kind: 'wait-container', request: number, containerId: key }
  })
  stream.onClose(() => {
    http.replies.forget(request)
    http.post({ kind: 'waiter-gone', request, containerId: key })
  })
  await ended
}
