import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Event } from '../../../src/daemons/follower/events.ts'
import { createInbox } from '../../../src/daemons/follower/inbox.ts'
import type { Authenticatee } from '../../../src/mesos/libprocess/authenticatee.ts'
import { recordingLog } from '../../support/log.ts'
import { runTask } from './new-state.ts'

const leader = 'master@127.0.0.1:1'

it('launches wait for room in their order, and pings for nothing', async () => {
  const posted: Event[] = []
  let full: PromiseWithResolvers<void> | undefined = Promise.withResolvers()
  const take = createInbox({
    authenticatee: { receive: () => false } as unknown as Authenticatee,
    post: event => {
      posted.push(event)
      if (posted.length === 3) full = Promise.withResolvers()
    },
    log: recordingLog(),
    room: () => full?.promise,
  })
  const ids = Array.from({ length: 5_000 }, (_, n) => `t${n}`)
  for (const id of ids)
    take('slave(1)', leader, 'mesos.internal.RunTaskMessage', (runTask(id) as { message: object }).message)
  take('slave(1)', leader, 'mesos.internal.PingSlaveMessage', { connected: true })
  for (let turn = 0; turn < 5; turn++) await setImmediate()
  expect(posted.map(({ kind }) => kind)).toEqual(['ping'])
  full.resolve()
  full = undefined
  while (posted.length < 3) await setImmediate()
  for (let turn = 0; turn < 5; turn++) await setImmediate()
  expect(posted).toHaveLength(3)
  const waited = full as PromiseWithResolvers<void> | undefined
  full = undefined
  waited!.resolve()
  while (posted.length < ids.length + 1) await setImmediate()
  const launched = posted.flatMap(event => (event.kind === 'run-task' ? event.message.task.task_id.value : []))
  expect(launched).toEqual(ids)
})
