import { forbidden, okEmpty } from '../../../../http/answer.ts'
import { okMessage } from '../../../../http/call-format.ts'
import { Response } from '../../../../mesos/messages/master-response.ts'
import type { MasterHttp } from '../context.ts'
import type { Calls } from './calls.ts'

/** The verbosity, and raising it for some time. */
export const loggingCalls = ({ log, clock, authorize }: Pick<MasterHttp, 'log' | 'clock' | 'authorize'>): Calls => {
  let cancel = () => {}
  return {
    GET_LOGGING_LEVEL: ({ accept }) =>
      okMessage(Response, accept, { type: 'GET_LOGGING_LEVEL', get_logging_level: { level: log.verbosity } }),
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
