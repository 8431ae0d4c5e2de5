import { limiterNamed, takeDue, wakeUp } from '../frameworks/limit.ts'
import { carryOut } from './old-style.ts'
import type { Transition } from './transition.ts'

/** Messages that waited for --rate_limits have their turn. */
export const limiterDue: Transition<'limiter-due'> = (state, { limiter: id }, now) => {
  const limiter = limiterNamed(state, id)
  if (limiter === undefined) return []
  const effects = takeDue(limiter, now).flatMap(event => carryOut(state, event, now))
  return limiter.waiting.length > 0 ? [...effects, wakeUp(limiter, now)] : effects
}
