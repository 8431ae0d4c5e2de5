import { okBytes } from '../../../../http/answer.ts'
import type { MediaType } from '../../../../http/negotiate.ts'
import { Event, EventSubscribed } from '../../../../mesos/messages/master-event.ts'
import type { MasterHttp } from '../context.ts'
import { getState } from '../render/v1.ts'
import type { HandleCall } from './calls.ts'
import { sharedMessage } from './large-call.ts'
import { HEARTBEAT_MS } from './subscribers.ts'

/**
 * The event stream: SUBSCRIBED with the whole state, a heartbeat at once and every 15 s, then what happens. The snapshot is made in slices,
 * for all who ask meanwhile, so that it may show already what an event that follows it tells; nothing is missed.
 */
export const subscribeCall = (http: MasterHttp): HandleCall => {
  const { state, subscribers, kept, shows } = http
  const snapshot = sharedMessage(http, () => ({
    schema: Event,
    plain: { type: 'SUBSCRIBED' },
    parts: {
      subscribed: {
        schema: EventSubscribed,
        plain: { heartbeat_interval_seconds: HEARTBEAT_MS / 1000 },
        parts: { get_state: getState(state, kept.writtenTasks) },
      },
    },
  }))
  const buffers = async (type: MediaType) => (await snapshot[type]()).buffers
  return ({ accept }) => okBytes(accept, subscribers.open(accept, buffers(accept), shows))
}
