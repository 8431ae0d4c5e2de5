import type { Effect } from '../effects.ts'
import type { OldStyleEvent } from '../events.ts'
import { warning } from '../log.ts'
import type { Framework, Limiter, MasterState } from '../state.ts'
import { sendAway } from './greet.ts'

/**
 * An event of an old-style framework that has to wait for its turn (--rate_limits), or is one too many: what is done instead of
 * it. Undefined: it may happen now. Only frameworks that are registered are limited.
 */
export const limited = (state: MasterState, event: OldStyleEvent, now: number): Effect[] | undefined => {
  const pid = pidOf(event)
  const framework = state.frameworks.get(state.schedulerPids.get(pid) ?? '')
  const limiter = framework && limiterOf(state, framework)
  if (limiter === undefined) return undefined
  const { waiting, freeAt, interval, capacity } = limiter
  if (waiting.length === 0 && freeAt <= now) {
    limiter.freeAt = now + interval
    return undefined
  }
  if (event.kind !== 'link-exited' && waiting.length >= capacity) return tooMany(pid, capacity)
  waiting.push(event)
  return waiting.length === 1 ? [wakeUp(limiter, now)] : []
}

/** Those whose turn has come, in the order of their coming. */
export const takeDue = (limiter: Limiter, now: number): OldStyleEvent[] => {
  let count = 0
  for (; count < limiter.waiting.length && limiter.freeAt <= now; count++) limiter.freeAt += limiter.interval
  return limiter.waiting.splice(0, count)
}

export const wakeUp = ({ id, freeAt }: Limiter, now: number): Effect => ({
  kind: 'timer',
  id: `limiter ${id}`,
  after: Math.max(freeAt - now, 0),
  next: { kind: 'limiter-due', limiter: id },
})

export const limiterNamed = ({ limiters: { ofPrincipals, ofOthers } }: MasterState, id: string): Limiter | undefined =>
  [...ofPrincipals.values(), ofOthers].find(limiter => limiter?.id === id)

const limiterOf = ({ limiters: { ofPrincipals, ofOthers } }: MasterState, { info: { principal } }: Framework) =>
  principal !== undefined && ofPrincipals.has(principal) ? ofPrincipals.get(principal) : ofOthers

const pidOf = (event: OldStyleEvent): string => (event.kind === 'link-exited' ? event.pid : event.from)

/** Its driver gives up, so that it does not go on as if it had been heard. */
const tooMany = (pid: string, capacity: number): Effect[] => {
  const message = `a message is dropped: the capacity of ${capacity} messages that wait is exceeded`
  return [warning(message, { from: pid }), ...sendAway({ kind: 'pid', pid }, message)]
}
