import { expect, it } from 'vitest'
import { createReplies } from '../../src/runtime/replies.ts'

it('gives each caller the answer to its own number, once', async () => {
  const replies = createReplies<string>()
  const [first, second] = [replies.expect(), replies.expect()]
  replies.give(second.request, 'second')
  replies.give(first.request, 'first')
  replies.give(first.request, 'too late')
  expect(await Promise.all([first.reply, second.reply])).toEqual(['first', 'second'])
})

it('takes an answer for which nobody waits any more', async () => {
  const replies = createReplies<string>()
  const { request, reply } = replies.expect()
  replies.forget(request)
  replies.give(request, 'nobody hears it')
  expect(await Promise.race([reply, Promise.resolve('still waiting')])).toBe('still waiting')
})
