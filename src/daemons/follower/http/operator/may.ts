import type { Principal } from '../../../../http/types.ts'
import type { ContainerID } from '../../../../mesos/messages/ids.ts'
import { keyOf } from '../../container-id.ts'
import { executorAround } from '../../containers/find.ts'
import type { OperatorHttp } from './context.ts'

/** Asked of every call on a container: the action, and the executor and framework that it is in, where it is in one. */
export const mayUse = (
  { state, authorize }: Pick<OperatorHttp, 'state' | 'authorize'>,
  action: string,
  principal: Principal | undefined,
  id: ContainerID,
): boolean => {
  const around = executorAround(state, keyOf(id))
  return authorize(action, principal, {
    value: keyOf(id),
    ...(around ? { executor_info: around.executor.info, framework_info: around.framework.info } : {}),
  })
}

/** Mesos has one action for what is within another container, and one for what stands alone. */
export const actionFor = (verb: 'LAUNCH' | 'WAIT' | 'KILL' | 'REMOVE', { parent }: ContainerID): string =>
  `${verb}_${parent === undefined ? 'STANDALONE' : 'NESTED'}_CONTAINER`
