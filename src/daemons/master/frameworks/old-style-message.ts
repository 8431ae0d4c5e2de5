import { formatUpid } from '../../../mesos/libprocess/upid.ts'
import type { URL } from '../../../mesos/messages/basics.ts'
import type { Event } from '../../../mesos/messages/scheduler.ts'
import type { TaskStatus } from '../../../mesos/messages/task.ts'
import type { Effect } from '../effects.ts'
import { NO_PID, send } from '../send.ts'

/**
 * An event as a framework over libprocess is told it (facts/libprocess.md 5): messages instead of events, with the pids of the agents
 * beside their offers. What such frameworks have no message for (heartbeats, operation feedback) is not said.
 */
export const oldStyleMessage = (frameworkId: string, pid: string, event: Event): Effect[] => {
  const framework_id = { value: frameworkId }
  switch (event.type) {
    case 'OFFERS': {
      const offers = event.offers?.offers ?? []
      return [send(pid, 'ResourceOffersMessage', { offers, pids: offers.map(({ url }) => pidOfUrl(url!)) })]
    }
    case 'INVERSE_OFFERS': {
      const inverse_offers = event.inverse_offers?.inverse_offers ?? []
      const pids = inverse_offers.map(({ url }) => pidOfUrl(url!))
      return [send(pid, 'InverseOffersMessage', { inverse_offers, pids })]
    }
    case 'RESCIND':
      return [send(pid, 'RescindResourceOfferMessage', event.rescind!)]
    case 'RESCIND_INVERSE_OFFER':
      return [send(pid, 'RescindInverseOfferMessage', event.rescind_inverse_offer!)]
    case 'UPDATE':
      return [madeHere(framework_id, pid, event.update!.status)]
    case 'MESSAGE':
      return [send(pid, 'ExecutorToFrameworkMessage', { ...event.message, framework_id })]
    case 'FAILURE':
      return event.failure?.executor_id
        ? [send(pid, 'ExitedExecutorMessage', { status: 0, ...event.failure, framework_id })]
        : [send(pid, 'LostSlaveMessage', { agent_id: event.failure!.agent_id })]
    case 'ERROR':
      return [send(pid, 'FrameworkErrorMessage', { message: event.error!.message })]
    default:
      return []
  }
}

/** Nobody acknowledges it: its uuid is there and empty, as old drivers want it, and it comes from no agent's pid. */
const madeHere = (framework_id: { value: string }, pid: string, status: TaskStatus): Effect =>
  send(pid, 'StatusUpdateMessage', {
    update: {
      framework_id,
      ...(status.executor_id && { executor_id: status.executor_id }),
      ...(status.agent_id && { agent_id: status.agent_id }),
      status,
      timestamp: status.timestamp!,
      uuid: '',
    },
    pid: NO_PID,
  })

/** `http://host:5051/slave(1)` is where `slave(1)@ip:5051` lives. */
const pidOfUrl = ({ path, address: { ip, port } }: URL): string => formatUpid({ id: path!.slice(1), ip: ip!, port })
