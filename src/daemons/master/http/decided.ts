import { refusal, unavailable } from '../../../http/answer.ts'
import type { Answer } from '../../../http/types.ts'
import type { Event } from '../events.ts'
import type { MasterHttp } from './context.ts'

/** Posts an event and answers what its `reply` effect says. Nothing is changed before the registry is read. */
export const decided = async (
  { state, post, replies }: Pick<MasterHttp, 'state' | 'post' | 'replies'>,
  event: (request: number) => Event,
): Promise<Answer> => {
  if (state.phase !== 'leading') return unavailable('Leading master has not recovered the registry yet')
  const { request, reply } = replies.expect()
  post(event(request))
  const { status, body } = await reply
  return status < 300 ? { status } : refusal(status, body)
}
