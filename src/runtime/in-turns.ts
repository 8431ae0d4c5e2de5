import { setImmediate } from 'node:timers/promises'
import type { Parts } from './parts.ts'

/** Does work in parts; others have their turn of the event loop whenever this has had `millis` of one. */
export const inTurns = async <T>(parts: Parts<T>, millis = 10): Promise<T> => {
  for (let end = performance.now() + millis; ; ) {
    const { done, value } = parts.next()
    if (done) return value
    if (performance.now() < end) continue
    await setImmediate()
    end = performance.now() + millis
  }
}
