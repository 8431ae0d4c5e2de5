import { okEmpty, refusal } from '../../../http/answer.ts'
import type { Answer } from '../../../http/types.ts'
import type { Event } from '../events.ts'
import type { MasterHttp } from './context.ts'

/** Posts an event and answers what its `reply` effect says. */
export const decided = async (
  { post, replies }: Pick<MasterHttp, 'post' | 'replies'>,
  event: (request: number) => Event,
): Promise<Answer> => {
  const { request, reply } = replies.expect()
  post(event(request))
  const { status, body } = await reply
  if (status === 200) return okEmpty
  return body === undefined ? { status } : refusal(status, body)
}
