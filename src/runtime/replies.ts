/** Callers that wait until a transition, or what it stores, has decided. */
export interface Replies<Reply> {
  /** A number to hand to an event, and what its `reply` effect says. */
  expect(): { readonly request: number; readonly reply: Promise<Reply> }
  /** Nothing happens where nobody waits under this number. */
  give(request: number, reply: Reply): void
  /** Nobody waits for it any more. */
  forget(request: number): void
}

export const createReplies = <Reply>(): Replies<Reply> => {
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
