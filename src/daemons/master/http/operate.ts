import { forbidden } from '../../../http/answer.ts'
import type { Answer, Principal } from '../../../http/types.ts'
import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import { mayOperate } from '../operations/may-operate.ts'
import type { MasterHttp } from './context.ts'
import { decided } from './decided.ts'

/** An operator's operation on what nobody uses of an agent. */
export const operateOn = (
  http: MasterHttp,
  agentId: string,
  operation: OfferOperation,
  principal: Principal | undefined,
): Answer | Promise<Answer> => {
  if (principal && principal.value === undefined) return forbidden('a principal that has claims only cannot reserve')
  const authorized = mayOperate(http.authorize, principal, operation)
  const who = principal?.value
  return decided(http, request => ({ kind: 'operate', agentId, operation, principal: who, authorized, request }))
}
