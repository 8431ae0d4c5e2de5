import { forbidden } from '../../../../http/answer.ts'
import type { ContainerID } from '../../../../mesos/messages/ids.ts'
import { keyOf } from '../../container-id.ts'
import type { Asked, Calls, OperatorHttp } from './context.ts'
import { decided } from './decided.ts'
import { actionFor, mayUse } from './may.ts'

const SIGKILL = 9

/** KILL_CONTAINER, and the deprecated call for nested ones alone. */
export const killCalls = (http: OperatorHttp): Calls => {
  const kill = ({ request }: Asked, given: { readonly container_id: ContainerID; readonly signal?: number }) => {
    const { container_id: id, signal = SIGKILL } = given
    if (!mayUse(http, actionFor('KILL', id), request.principal, id)) return forbidden()
    return decided(http, number => ({ kind: 'kill-container', request: number, containerId: keyOf(id), signal }))
  }
  return {
    KILL_CONTAINER: asked => kill(asked, asked.call.kill_container!),
    KILL_NESTED_CONTAINER: asked => kill(asked, asked.call.kill_nested_container!),
  }
}
