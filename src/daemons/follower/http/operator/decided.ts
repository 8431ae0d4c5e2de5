import { refusal } from '../../../../http/answer.ts'
import type { Answer } from '../../../../http/types.ts'
import type { Event } from '../../events.ts'
import type { Reply } from '../../perform/replies.ts'
import type { OperatorHttp } from './context.ts'

type Deciders = Pick<OperatorHttp, 'post' | 'replies'>

/** Posts an event and waits for what its `reply` effect says. */
export const replyTo = ({ post, replies }: Deciders, event: (request: number) => Event): Promise<Reply> => {
  const { request, reply } = replies.expect()
  post(event(request))
  return reply
}

/** The same as an answer without a body, or with the reason why not. */
export const decided = async (http: Deciders, event: (request: number) => Event): Promise<Answer> =>
  answerOf(await replyTo(http, event))

export const answerOf = ({ status, message }: Reply): Answer => (status < 300 ? { status } : refusal(status, message))
