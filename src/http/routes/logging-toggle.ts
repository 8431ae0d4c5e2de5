import type { Clock } from '../../runtime/clock.ts'
import { parseDuration } from '../../runtime/duration.ts'
import type { Logger } from '../../runtime/logger.ts'
import { badRequest, okEmpty, okText } from '../answer.ts'
import type { Answer, Route } from '../types.ts'

/** Without parameters: the verbosity. With `level` and `duration`: raises it, and puts it back after that time. */
export const loggingToggleRoute = (realm: string, log: Logger, clock: Clock): Route => {
  const raise = createRaise(log, clock)
  return {
    path: '/logging/toggle',
    realm,
    guarded: '/logging/toggle',
    handle: ({ query }) => {
      const { level, duration } = query
      if (level === undefined && duration === undefined) return okText(`${log.verbosity}\n`)
      if (level === undefined) return badRequest("Expecting 'level=value' in query.\n")
      if (duration === undefined) return badRequest("Expecting 'duration=value' in query.\n")
      return raise(level, duration)
    },
  }
}

const createRaise = (log: Logger, clock: Clock) => {
  let cancel = () => {}
  return (level: string, duration: string): Answer => {
    const ms = parseDuration(duration)
    if (!/^-?\d{1,9}$/.test(level)) return badRequest(`Failed to convert '${level}' to number.\n`)
    if (ms === undefined) return badRequest(`'${duration}' is no duration.\n`)
    if (Number(level) < 0) return badRequest(`Invalid level '${level}'.\n`)
    cancel()
    log.verbosity = Number(level)
    cancel = clock.after(ms, () => {
      log.verbosity = 0
    })
    return okEmpty
  }
}
