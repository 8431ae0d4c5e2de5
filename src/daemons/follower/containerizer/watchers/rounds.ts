import type { Clock } from '../../../../runtime/clock.ts'
import type { Logger } from '../../../../runtime/logger.ts'

/** `look` again and again, `interval` ms after the last time began, never twice at once. Returns what ends it. */
export const rounds = (clock: Clock, log: Logger, interval: number, look: () => Promise<void>): (() => void) => {
  let closed = false
  let cancel = () => {}
  const next = (after: number) => {
    if (!closed) cancel = clock.after(after, () => void round(), true)
  }
  const round = async () => {
    const begun = clock.now()
    await look().catch(error => log.warning('a look at the containers has failed', { error }))
    next(Math.max(interval - (clock.now() - begun), interval / 10))
  }
  next(interval)
  return () => {
    closed = true
    cancel()
  }
}
