import { forbidden, okEmpty } from '../../../../http/answer.ts'
import type { Calls, OperatorHttp } from './context.ts'

/** The verbosity, and raising it for some time. */
export const loggingCalls = ({ log, clock, authorize }: OperatorHttp): Calls => {
  let cancel = () => {}
  return {
    GET_LOGGING_LEVEL: () => ({
      response: { type: 'GET_LOGGING_LEVEL', get_logging_level: { level: log.verbosity } },
    }),
    SET_LOGGING_LEVEL: ({ call, request }) => {
      if (!authorize('SET_LOG_LEVEL', request.principal)) return forbidden()
      const { level, duration } = call.set_logging_level!
      cancel()
      log.verbosity = level
      cancel = clock.after(duration.nanoseconds / 1e6, () => {
        log.verbosity = 0
      })
      return okEmpty
    },
  }
}
