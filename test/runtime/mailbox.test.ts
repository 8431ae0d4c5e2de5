import { describe, expect, it } from 'vitest'
import { createMailbox } from '../../src/runtime/mailbox.ts'
import { virtualClock } from '../support/clock.ts'
import { recordingLog } from '../support/log.ts'

interface Event {
  readonly kind: 'add' | 'throw'
  readonly by?: number
}
type Effect = { readonly kind: 'note' | 'fail' | 'reject' | 'again' }

const setUp = (effects: (event: Event) => Effect[]) => {
  const log = recordingLog()
  const done: string[] = []
  const bugs: unknown[] = []
  const state = { sum: 0 }
  const mailbox = createMailbox<typeof state, Event, Effect>({
    state,
    clock: virtualClock(42),
    log,
    transition: (state, event, now) => {
      if (event.kind === 'throw') throw new Error('a bug')
      state.sum += event.by ?? 1
      done.push(`event ${state.sum} at ${now}`)
      return effects(event)
    },
    perform: effect => {
      if (effect.kind === 'fail') throw new Error('no disk')
      if (effect.kind === 'reject') return Promise.reject(new Error('no net'))
      if (effect.kind === 'again') mailbox.post({ kind: 'add' })
      done.push(effect.kind)
      return undefined
    },
    onBug: error => void bugs.push(error),
  })
  return { mailbox, log, done, bugs, state }
}

describe('the mailbox', () => {
  it('ends one event, effects included, before the next, also when a performer posts', () => {
    const { mailbox, done } = setUp(event => (event.by ? [{ kind: 'again' }, { kind: 'note' }] : []))
    mailbox.post({ kind: 'add', by: 5 })
    expect(done).toEqual(['event 5 at 42', 'again', 'note', 'event 6 at 42'])
  })

  it('logs a failing performer with the effect’s kind and goes on', async () => {
    const { mailbox, log, done } = setUp(() => [{ kind: 'fail' }, { kind: 'reject' }, { kind: 'note' }])
    mailbox.post({ kind: 'add' })
    mailbox.post({ kind: 'add' })
    await Promise.resolve()
    expect(done.filter(line => line === 'note')).toHaveLength(2)
    expect(log.lines.map(({ message }) => message).sort()).toEqual([
      'performing fail failed',
      'performing fail failed',
      'performing reject failed',
      'performing reject failed',
    ])
  })

  it('stops at a throwing transition: the state can’t be trusted', () => {
    const { mailbox, log, bugs, state } = setUp(() => [])
    mailbox.post({ kind: 'throw' })
    mailbox.post({ kind: 'add' })
    expect(bugs).toHaveLength(1)
    expect(state.sum).toBe(0)
    expect(log.lines).toMatchObject([{ level: 'fatal', fields: { event: 'throw' } }])
  })
})
