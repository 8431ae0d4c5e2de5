import { expect, it } from 'vitest'
import type { Event } from '../../../src/daemons/master/events.ts'
import { createIntake } from '../../../src/daemons/master/intake.ts'
import type { AuthenticationOutcome, Authenticator } from '../../../src/mesos/libprocess/authenticator.ts'
import { recordingLog } from '../../support/log.ts'
import { newWorld } from './world.ts'

const pid = 'scheduler(1)@10.0.0.9:7000'
const client = 'crammd5-authenticatee(1)@10.0.0.9:7000'

const setUp = () => {
  const events: Event[] = []
  const ends: ((outcome: AuthenticationOutcome, pid: string) => void)[] = []
  const metrics: string[] = []
  const authenticator: Authenticator = {
    authenticate: (_from, _pid, done) => void ends.push(done),
    receive: () => false,
    sessions: 0,
  }
  const { state } = newWorld()
  state.phase = 'leading'
  const log = recordingLog()
  const onMessage = createIntake({
    state,
    post: event => void events.push(event),
    authenticator,
    count: metric => void metrics.push(metric),
    log,
  })
  return { state, events, ends, metrics, onMessage, log }
}

it('the end of an attempt that a newer one took the place of says nothing of the newer one', () => {
  const { onMessage, ends, events } = setUp()
  const begin = () => onMessage('master', client, 'mesos.internal.AuthenticateMessage', { pid })
  begin()
  begin()
  ends[0]!({ kind: 'error', why: 'displaced' }, pid)
  ends[1]!({ kind: 'authenticated', principal: 'app' }, pid)
  expect(events).toEqual([
    { kind: 'authentication-started', pid },
    { kind: 'authentication-started', pid },
    { kind: 'authenticated', pid, principal: 'app' },
  ])
})

it('an attempt that came to nothing is an event too: something may wait for it', () => {
  const { onMessage, ends, events } = setUp()
  onMessage('master', client, 'mesos.internal.AuthenticateMessage', { pid })
  ends[0]!({ kind: 'timeout' }, pid)
  expect(events.at(-1)).toEqual({ kind: 'authentication-failed', pid })
})

it('what is no message for a master is dropped, and all of them while it does not lead', () => {
  const { state, onMessage, events, metrics, log } = setUp()
  expect(onMessage('master', pid, 'mesos.internal.FrameworkRegisteredMessage', {})).toBe(true)
  expect(log.lines.at(-1)?.level).toBe('warning')
  state.phase = 'standby'
  expect(onMessage('master', pid, 'mesos.scheduler.Call', {})).toBe(true)
  expect(events).toEqual([])
  expect(metrics).toEqual(['master/dropped_messages', 'master/dropped_messages'])
})
