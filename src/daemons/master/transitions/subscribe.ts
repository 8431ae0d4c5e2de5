import { subscribeFramework } from '../frameworks/subscribe.ts'
import type { Transition } from './transition.ts'

/** The stream is open already: a refusal is an ERROR event in it. Who subscribes with a known id takes its place. */
export const subscribe: Transition<'subscribe'> = (state, { streamId, principal, call }, now) =>
  subscribeFramework(state, { connection: { kind: 'http', streamId }, principal, call, force: true }, now)
