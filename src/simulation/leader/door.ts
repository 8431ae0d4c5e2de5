import type { Event } from '../../daemons/master/events.ts'
import { eventOf } from '../../daemons/master/frameworks/call-event.ts'
import type { MasterState } from '../../daemons/master/state.ts'
import { validateCall } from '../../daemons/master/validation/call.ts'
import { type Call, Event as SchedulerEvent } from '../../mesos/messages/scheduler.ts'
import type { Chance } from '../chance.ts'
import type { Wire } from '../network/connection.ts'
import { copyAs } from '../network/copy.ts'
import type { Ears } from '../network/network.ts'

/** What a framework or an operator says over HTTP. `number` names the answer. */
export type Request =
  | { readonly kind: 'subscribe'; readonly call: Call }
  | { readonly kind: 'call'; readonly number: number; readonly streamId: string; readonly call: Call }
  | { readonly kind: 'operate'; readonly number: number; readonly event: (request: number) => Event }

export type Answer =
  | { readonly kind: 'stream'; readonly streamId: string }
  | { readonly kind: 'event'; readonly event: SchedulerEvent }
  | { readonly kind: 'answer'; readonly number: number; readonly status: number; readonly body?: string }

export interface Door {
  /** What one HTTP connection does. */
  accept(wire: Wire): Ears
  stream(streamId: string, event: SchedulerEvent): void
  close(streamId: string): void
  reply(request: number, status: number, body?: string): void
}

/** The master's HTTP border as frameworks and operators meet it: http/scheduler.ts without bytes and headers. */
export const createDoor = (state: MasterState, post: (event: Event) => void, chance: Chance): Door => {
  const streams = new Map<string, Wire>()
  const replies = new Map<number, (status: number, body?: string) => void>()
  let requests = 0

  const subscribe = (wire: Wire, call: Call): string | undefined => {
    const refused = away(state) ?? validateCall(call)
    if (refused !== undefined) {
      wire.close()
      return undefined
    }
    const streamId = chance.uuid()
    streams.set(streamId, wire)
    wire.send({ kind: 'stream', streamId } satisfies Answer)
    post({ kind: 'subscribe', streamId, call: call.subscribe! })
    return streamId
  }
  const closed = (streamId: string | undefined) => {
    if (streamId === undefined || !streams.delete(streamId)) return
    post({ kind: 'stream-closed', streamId })
  }
  const expect = (wire: Wire, number: number): number => {
    const request = ++requests
    replies.set(request, (status, body) => wire.send({ kind: 'answer', number, status, body } satisfies Answer))
    return request
  }
  const call = (wire: Wire, { number, streamId, call: made }: Extract<Request, { kind: 'call' }>) => {
    const answer = (status: number, body?: string) =>
      wire.send({ kind: 'answer', number, status, body } satisfies Answer)
    const refused = away(state) ?? validateCall(made) ?? notItsStream(state, made, streamId)
    if (refused !== undefined) return answer(refused === AWAY ? 503 : 400, refused)
    const frameworkId = made.framework_id!.value
    if (made.type === 'UPDATE_FRAMEWORK') {
      return post({
        kind: 'update-framework',
        frameworkId,
        call: made.update_framework!,
        request: expect(wire, number),
      })
    }
    const event = eventOf(frameworkId, made)
    if (event !== undefined) post(event)
    answer(202)
  }
  const operate = (wire: Wire, { number, event }: Extract<Request, { kind: 'operate' }>) => {
    if (away(state)) return wire.send({ kind: 'answer', number, status: 503 } satisfies Answer)
    post(event(expect(wire, number)))
  }

  return {
    accept: wire => {
      let streamId: string | undefined
      return {
        receive: payload => {
          const request = payload as Request
          if (request.kind === 'subscribe') streamId = subscribe(wire, request.call)
          if (request.kind === 'call') call(wire, request)
          if (request.kind === 'operate') operate(wire, request)
        },
        closed: () => closed(streamId),
      }
    },
    stream: (streamId, event) =>
      streams.get(streamId)?.send({ kind: 'event', event: copyAs(SchedulerEvent, event) } satisfies Answer),
    close: streamId => {
      streams.get(streamId)?.close()
      closed(streamId)
    },
    reply: (request, status, body) => {
      replies.get(request)?.(status, body)
      replies.delete(request)
    },
  }
}

const AWAY = 'this master does not lead, or has not recovered'

const away = ({ phase }: MasterState) => (phase === 'leading' ? undefined : AWAY)

const notItsStream = ({ frameworks }: MasterState, { framework_id }: Call, streamId: string): string | undefined => {
  const framework = frameworks.get(framework_id!.value)
  if (framework === undefined) return 'Framework cannot be found'
  if (framework.connection?.kind !== 'http') return 'Framework is not subscribed'
  return framework.connection.streamId === streamId ? undefined : 'this is not its stream'
}
