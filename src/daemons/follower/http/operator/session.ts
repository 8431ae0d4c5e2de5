import { forbidden } from '../../../../http/answer.ts'
import { keyOf } from '../../container-id.ts'
import type { ContainerWish } from '../../events.ts'
import { openOutput } from './attach-output.ts'
import type { HandleCall, OperatorHttp } from './context.ts'
import { answerOf, replyTo } from './decided.ts'
import { ioOf } from './launch-container.ts'
import { mayUse } from './may.ts'

/** A command in a container that runs, whose output is the answer; it ends with the connection. */
export const sessionCall =
  (http: OperatorHttp): HandleCall =>
  async asked => {
    const { container_id: id, command, container } = asked.call.launch_nested_container_session!
    if (!mayUse(http, 'LAUNCH_NESTED_CONTAINER_SESSION', asked.request.principal, id)) return forbidden()
    const containerId = keyOf(id)
    const wish: ContainerWish = {
      containerId,
      kind: 'debug',
      command: command ?? {},
      ...(container ? { info: container } : {}),
      resources: [],
      io: (container && ioOf(container, true)) ?? { session: true },
    }
    let gone = false
    asked.request.onClose?.(() => {
      gone = true
      http.post({ kind: 'session-closed', containerId })
    })
    const reply = await replyTo(http, request => ({ kind: 'launch-container', request, wish }))
    if (reply.status !== 200) return answerOf(reply)
    if (gone) http.post({ kind: 'session-closed', containerId })
    const { stream, take } = openOutput(http, asked)
    stream.onClose(() => http.post({ kind: 'session-closed', containerId }))
    const output = http.containerStreams.output(containerId)
    output?.attach(take)
    void (output?.ended ?? Promise.resolve()).then(() => stream.close())
    return stream
  }
