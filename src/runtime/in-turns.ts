import type { Parts } from './parts.ts'
import { createRests } from './rests.ts'

/** Does work in parts; others have their turn of the event loop whenever this has had `millis` of one. */
export const inTurns = async <T>(parts: Parts<T>, millis?: number): Promise<T> => {
  const rest = createRests(millis)
  for (;;) {
    const { done, value } = parts.next()
    if (done) return value
    await rest()
  }
}
