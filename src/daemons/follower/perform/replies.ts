import * as waiting from '../../../runtime/replies.ts'
import type { Effect } from '../effects.ts'

/** What a transition answers an HTTP call. */
export type Reply = Omit<Extract<Effect, { kind: 'reply' }>, 'kind' | 'request'>

export type Replies = waiting.Replies<Reply>

export const createReplies = (): Replies => waiting.createReplies()
