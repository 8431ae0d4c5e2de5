import { forbidden } from '../../../../http/answer.ts'
import type { ResponseWaitContainer } from '../../../../mesos/messages/agent-response.ts'
import type { ContainerID } from '../../../../mesos/messages/ids.ts'
import { keyOf } from '../../container-id.ts'
import type { ContainerTermination } from '../../state.ts'
import type { Asked, Calls, OperatorHttp } from './context.ts'
import { answerOf } from './decided.ts'
import { actionFor, mayUse } from './may.ts'

/** WAIT_CONTAINER, and the deprecated call for nested ones alone: answered when the container has ended. */
export const waitCalls = (http: OperatorHttp): Calls => {
  const wait = async (asked: Asked, id: ContainerID) => {
    const { principal, onClose } = asked.request
    if (!mayUse(http, actionFor('WAIT', id), principal, id)) return forbidden()
    const containerId = keyOf(id)
    const { request, reply } = http.replies.expect()
    http.post({ kind: 'wait-container', request, containerId })
    onClose?.(() => {
      http.replies.forget(request)
      http.post({ kind: 'waiter-gone', request, containerId })
    })
    const { termination, ...answer } = await reply
    return termination === undefined ? answerOf(answer) : shown(termination)
  }
  return {
    WAIT_CONTAINER: async asked => {
      const ended = await wait(asked, asked.call.wait_container!.container_id)
      return 'status' in ended ? ended : { response: { type: 'WAIT_CONTAINER', wait_container: ended.wait } }
    },
    WAIT_NESTED_CONTAINER: async asked => {
      const ended = await wait(asked, asked.call.wait_nested_container!.container_id)
      if ('status' in ended) return ended
      return { response: { type: 'WAIT_NESTED_CONTAINER', wait_nested_container: ended.wait } }
    },
  }
}

const shown = ({ status, state, reason, message, limitation }: ContainerTermination) => {
  const resources = limitation?.resources ?? []
  const wait: ResponseWaitContainer = {
    ...(status === undefined ? {} : { exit_status: status }),
    ...(state === undefined ? {} : { state }),
    ...(reason === undefined ? {} : { reason }),
    ...(resources.length === 0 ? {} : { limitation: { resources: [...resources] } }),
    ...(message === undefined ? {} : { message }),
  }
  return { wait }
}
