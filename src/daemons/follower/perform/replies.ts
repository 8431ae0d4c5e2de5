import type { Effect } from '../effects.ts'

export type Reply = Omit<Extract<Effect, { kind: 'reply' }>, 'kind' | 'request'>

export interface Replies {
  /** A number to hand to an event, and what its `reply` effect says. */
  expect(): { readonly request: number; readonly reply: Promise<Reply> }
  give(request: number, reply: Reply): void
  /** Nobody waits for it any more. */
  forget(request: number): void
}

/** HTTP calls that wait until a transition has decided. */
export const createReplies = (): Replies => {
  const waiting = new Map<number, (reply: Reply) => void>()
  let count = 0
  return {
    expect: () => {
      const request = ++count
      return { request, reply: new Promise(resolve => void waiting.set(request, resolve)) }
    },
    give: (request, reply) => {
      waiting.get(request)?.(reply)
      waiting.delete(request)
    },
    forget: request => void waiting.delete(request),
  }
}
