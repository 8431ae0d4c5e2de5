import { okBytes } from '../../../../http/answer.ts'
import type { MediaType } from '../../../../http/negotiate.ts'
import { Event, EventSubscribed } from '../../../../mesos/messages/master-event.ts'
import type { MasterHttp } from '../context.ts'
import { getState } from '../render/v1.ts'
import type { HandleCall } from './calls.ts'
import { piecesIn } from './large-call.ts'
import { HEARTBEAT_MS } from './subscribers.ts'

/**
 * The event stream: SUBSCRIBED with the whole state, a heartbeat at once and every 15 s, then what happens. The snapshot is made in slices,
 * so that it may show already what an event that follows it tells; nothing is missed.
 */
export const subscribeCall = ({ state, slices, subscribers }: MasterHttp): HandleCall => {
  const subscribed = (type: MediaType) =>
    slices.run(
      piecesIn(type, {
        schema: Event,
        plain: { type: 'SUBSCRIBED' },
        parts: {
          subscribed: {
            schema: EventSubscribed,
            plain: { heartbeat_interval_seconds: HEARTBEAT_MS / 1000 },
            parts: { get_state: getState(state) },
          },
        },
      }),
    )
  return ({ accept }) => okBytes(accept, subscribers.open(accept, subscribed(accept)))
}
