import { forbidden } from '../../../../http/answer.ts'
import type { ContainerID } from '../../../../mesos/messages/ids.ts'
import { keyOf } from '../../container-id.ts'
import type { Asked, Calls, OperatorHttp } from './context.ts'
import { decided } from './decided.ts'
import { actionFor, mayUse } from './may.ts'

/** REMOVE_CONTAINER, and the deprecated call for nested ones alone. */
export const removeCalls = (http: OperatorHttp): Calls => {
  const remove = ({ request }: Asked, { container_id: id }: { readonly container_id: ContainerID }) => {
    if (!mayUse(http, actionFor('REMOVE', id), request.principal, id)) return forbidden()
    return decided(http, number => ({ kind: 'remove-container', request: number, containerId: keyOf(id) }))
  }
  return {
    REMOVE_CONTAINER: asked => remove(asked, asked.call.remove_container!),
    REMOVE_NESTED_CONTAINER: asked => remove(asked, asked.call.remove_nested_container!),
  }
}
