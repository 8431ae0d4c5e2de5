import { forbidden } from '../../../../http/answer.ts'
import type { Calls, OperatorHttp } from './context.ts'

/** The agent as a program. */
export const aboutTheAgent = ({ build, metrics, shownFlags, authorize }: OperatorHttp): Calls => ({
  GET_HEALTH: () => ({ response: { type: 'GET_HEALTH', get_health: { healthy: true } } }),
  GET_VERSION: () => ({ response: { type: 'GET_VERSION', get_version: { version_info: build } } }),
  GET_FLAGS: ({ request }) => {
    if (!authorize('VIEW_FLAGS', request.principal)) return forbidden()
    const flags = Object.entries(shownFlags).map(([name, value]) => ({ name, value }))
    return { response: { type: 'GET_FLAGS', get_flags: { flags } } }
  },
  GET_METRICS: () => {
    const all = Object.entries(metrics.snapshot()).map(([name, value]) => ({ name, value }))
    return { response: { type: 'GET_METRICS', get_metrics: { metrics: all } } }
  },
})
