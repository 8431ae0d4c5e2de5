import type { Event as SchedulerEvent } from '../../../../mesos/messages/scheduler.ts'
import type { Effect } from '../../effects.ts'
import type { Event } from '../../events.ts'
import type { MasterState } from '../../state.ts'

/** What each framework asked for and was told since we lead: facts/metrics.md 3.6. Looks at events and effects, and changes nothing. */
export interface FrameworkCounts {
  /** Before the event changes the state. */
  before(event: Event): void
  /** What came of it. */
  after(event: Event, effects: readonly Effect[]): void
  /** `calls/accept` → how often. */
  of(frameworkId: string): ReadonlyMap<string, number>
}

export const createFrameworkCounts = (state: MasterState): FrameworkCounts => {
  const all = new Map<string, Map<string, number>>()
  const streams = new Map<string, string>() // stream id → framework id
  const add = (frameworkId: string, key: string, by = 1) => {
    let counts = all.get(frameworkId)
    if (!counts) {
      forget(all, state)
      all.set(frameworkId, (counts = new Map()))
    }
    counts.set(key, (counts.get(key) ?? 0) + by)
  }
  const call = (frameworkId: string, type: string) => {
    add(frameworkId, 'calls')
    add(frameworkId, `calls/${type}`)
  }
  const told = (frameworkId: string, type: string, offers = 0) => {
    add(frameworkId, 'events')
    add(frameworkId, `events/${type}`)
    if (type === 'offers') add(frameworkId, 'offers/sent', offers)
    if (type === 'rescind') add(frameworkId, 'offers/rescinded')
  }
  const answered = (frameworkId: string, key: string, ids: readonly { readonly value: string }[] = []) => {
    const known = ids.filter(({ value }) => state.offers.get(value)?.framework_id.value === frameworkId).length
    if (known > 0) add(frameworkId, key, known)
  }
  const operations = (frameworkId: string, list: readonly { readonly type?: string }[] = []) => {
    for (const { type = 'UNKNOWN' } of list) {
      add(frameworkId, 'operations')
      add(frameworkId, `operations/${type.toLowerCase()}`)
    }
  }
  const before = (event: Event) => {
    if (event.kind === 'scheduler-call') {
      const frameworkId = state.schedulerPids.get(event.from)
      const { type, accept, decline } = event.call
      if (frameworkId === undefined || type === undefined || type === 'SUBSCRIBE') return
      call(frameworkId, type.toLowerCase())
      answered(frameworkId, 'offers/accepted', accept?.offer_ids)
      answered(frameworkId, 'offers/declined', decline?.offer_ids)
      return operations(frameworkId, accept?.operations)
    }
    const type = calls[event.kind]
    if (type === undefined || !('frameworkId' in event) || isOperators(event)) return
    call(event.frameworkId, type)
    if (event.kind === 'accept') {
      answered(event.frameworkId, 'offers/accepted', event.call.offer_ids)
      operations(event.frameworkId, event.call.operations)
    }
    if (event.kind === 'decline') answered(event.frameworkId, 'offers/declined', event.call.offer_ids)
  }
  const after = (_: Event, effects: readonly Effect[]) => {
    for (const effect of effects) {
      if (effect.kind === 'stream') heard(effect.streamId, effect.event)
      else if (effect.kind === 'close-stream') streams.delete(effect.streamId)
      else if (effect.kind === 'send') toldByMessage(effect)
      else if (effect.kind === 'count' && effect.frameworkId !== undefined) {
        add(effect.frameworkId, `tasks/terminal/${effect.metric.replace('master/tasks_', 'task_')}`)
      }
    }
  }
  const heard = (streamId: string, event: SchedulerEvent) => {
    const subscribed = event.subscribed?.framework_id.value
    if (subscribed !== undefined) {
      streams.set(streamId, subscribed)
      call(subscribed, 'subscribe')
    }
    const frameworkId = streams.get(streamId)
    if (frameworkId !== undefined) told(frameworkId, event.type!.toLowerCase(), event.offers?.offers?.length)
  }
  const toldByMessage = ({ to, name, body }: Extract<Effect, { kind: 'send' }>) => {
    const type = oldStyle[name]
    const frameworkId = type && state.schedulerPids.get(to)
    if (!frameworkId) return
    if (type === 'subscribed') call(frameworkId, 'subscribe')
    told(frameworkId, type, (body as { readonly offers?: readonly unknown[] }).offers?.length)
  }
  return { before, after, of: id => all.get(id) ?? none }
}

const none: ReadonlyMap<string, number> = new Map()

/** What an operator asks for has a request that waits. */
const isOperators = (event: Event): boolean => event.kind === 'teardown' && event.request !== undefined

/** Those that nobody remembers any more. */
const forget = (all: Map<string, unknown>, { frameworks, completedFrameworks }: MasterState): void => {
  for (const id of all.keys()) if (!frameworks.has(id) && !completedFrameworks.has(id)) all.delete(id)
}

/** Event → the call that it is. */
const calls: Readonly<Partial<Record<Event['kind'], string>>> = {
  teardown: 'teardown',
  accept: 'accept',
  decline: 'decline',
  'accept-inverse-offers': 'accept_inverse_offers',
  'decline-inverse-offers': 'decline_inverse_offers',
  revive: 'revive',
  suppress: 'suppress',
  kill: 'kill',
  'shutdown-executor': 'shutdown',
  acknowledge: 'acknowledge',
  'acknowledge-operation': 'acknowledge_operation_status',
  reconcile: 'reconcile',
  'reconcile-operations': 'reconcile_operations',
  'framework-message': 'message',
  'update-framework': 'update_framework',
}

/** Message to an old-style framework → the event that it stands for. */
const oldStyle: Readonly<Record<string, string>> = {
  FrameworkRegisteredMessage: 'subscribed',
  FrameworkReregisteredMessage: 'subscribed',
  ResourceOffersMessage: 'offers',
  InverseOffersMessage: 'inverse_offers',
  RescindResourceOfferMessage: 'rescind',
  RescindInverseOfferMessage: 'rescind_inverse_offer',
  StatusUpdateMessage: 'update',
  ExecutorToFrameworkMessage: 'message',
  ExitedExecutorMessage: 'failure',
  LostSlaveMessage: 'failure',
  FrameworkErrorMessage: 'error',
}
