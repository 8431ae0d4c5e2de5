import { describe, expect, it } from 'vitest'
import {
  type AllocatorState,
  activateFramework,
  awaitsInverseOffers,
  deactivateFramework,
  inverseOfferEnded,
  inverseOffersDue,
  removeAgent,
  removeFramework,
  revive,
  trackAllocated,
  updateUnavailability,
} from '../../../../src/daemons/master/allocator/allocator.ts'
import { allocate } from '../../../../src/mesos/resources/index.ts'
import { r } from '../../../mesos/resources/support.ts'
import { agent, framework, newState } from './support.ts'

const unavailability = { start: { nanoseconds: 1e9 }, duration: { nanoseconds: 6e9 } }

/** f1 holds something on S1 in two roles, f2 nothing. */
const maintained = () => {
  const s = newState()
  framework(s, 'f1', { roles: ['a', 'b'] })
  framework(s, 'f2')
  agent(s, 'S1', 'cpus:4;mem:512')
  for (const role of ['a', 'b']) trackAllocated(s, 'f1', 'S1', allocate(r('cpus:1'), role))
  updateUnavailability(s, 'S1', unavailability)
  return s
}
const asked = (s: AllocatorState, now = 0) => inverseOffersDue(s, now).map(due => `${due.frameworkId} ${due.agentId}`)

describe('who is asked to leave an agent', () => {
  it('each framework that holds something there, once', () => {
    const s = maintained()
    expect(inverseOffersDue(s, 0)).toEqual([{ frameworkId: 'f1', agentId: 'S1', unavailability }])
    expect(asked(s, 1e9)).toEqual([])
    expect(awaitsInverseOffers(s)).toBe(true)
  })

  it.each([
    ['answered with the usual filter', {}, 4999, 5000],
    ['answered with a long one', { refuse_seconds: 60 }, 59_999, 60_000],
  ])('%s: again after it', (_, filter, still, over) => {
    const s = maintained()
    asked(s)
    inverseOfferEnded(s, 'f1', 'S1', filter, 0)
    expect(asked(s, still)).toEqual([])
    expect(asked(s, over)).toEqual(['f1 S1'])
  })

  it.each([
    ['answered with no filter', { refuse_seconds: 0 }],
    ['rescinded', undefined],
  ])('%s: at once', (_, filter) => {
    const s = maintained()
    asked(s)
    inverseOfferEnded(s, 'f1', 'S1', filter, 0)
    expect(asked(s)).toEqual(['f1 S1'])
  })

  it('again when the schedule is another, or the framework revives after an answer, or comes back', () => {
    const s = maintained()
    asked(s)
    updateUnavailability(s, 'S1', { start: { nanoseconds: 2e9 } })
    expect(asked(s)).toEqual(['f1 S1'])
    revive(s, 'f1', [])
    expect(asked(s)).toEqual([])
    inverseOfferEnded(s, 'f1', 'S1', { refuse_seconds: 3600 }, 0)
    revive(s, 'f1', [])
    expect(asked(s)).toEqual(['f1 S1'])
    deactivateFramework(s, 'f1')
    expect(asked(s)).toEqual([])
    activateFramework(s, 'f1')
    expect(asked(s)).toEqual(['f1 S1'])
  })

  it.each<[string, (s: AllocatorState) => void]>([
    ['nothing is planned any more', s => updateUnavailability(s, 'S1', undefined)],
    ['the agent is gone', s => removeAgent(s, 'S1')],
    ['the framework is gone', s => removeFramework(s, 'f1')],
  ])('nobody when %s', (_, change) => {
    const s = maintained()
    change(s)
    expect(asked(s)).toEqual([])
    expect(awaitsInverseOffers(s)).toBe(false)
  })
})
