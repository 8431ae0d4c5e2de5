import type { Peers } from '../../../mesos/libprocess/peers.ts'
import type { Event as MasterEvent } from '../../../mesos/messages/master-event.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Metrics } from '../../../runtime/metrics.ts'
import type { Effect } from '../effects.ts'
import type { Event } from '../events.ts'
import type { Links } from './links.ts'
import type { Registrar } from './registrar.ts'
import type { Replies } from './replies.ts'
import type { Streams } from './streams.ts'
import type { Timers } from './timers.ts'

export interface Shells {
  readonly peers: Pick<Peers, 'send'>
  readonly links: Links
  readonly streams: Streams
  readonly publish: (event: MasterEvent) => void
  readonly registrar: Registrar
  readonly timers: Timers
  readonly replies: Replies
  readonly metrics: Metrics
  readonly log: Logger
  readonly post: (event: Event) => void
  /** Calls back once all events at hand are through. */
  readonly later: (fn: () => void) => void
  readonly exit: (code: number, reason: string) => void
}

/** Carries one effect out, by the shell that it belongs to. */
export const createPerformer =
  (shells: Shells) =>
  (effect: Effect): unknown => {
    switch (effect.kind) {
      case 'send':
        return shells.peers.send(effect.from ?? 'master', effect.to, `mesos.internal.${effect.name}`, effect.body)
      case 'link':
      case 'relink':
      case 'unlink':
        return shells.links[effect.kind](effect.pid)
      case 'stream':
        return shells.streams.write(effect.streamId, effect.event)
      case 'close-stream':
        return shells.streams.close(effect.streamId)
      case 'publish':
        return shells.publish(effect.event)
      case 'load-registry':
        return void shells.registrar.load()
      case 'store':
        return shells.registrar.store(effect)
      case 'timer':
        return shells.timers.start(effect)
      case 'cancel-timer':
        return shells.timers.cancel(effect.id)
      case 'reply':
        return shells.replies.give(effect.request, effect)
      case 'allocate':
        return shells.later(() => shells.post({ kind: 'allocation-due', batch: false }))
      case 'count':
        return shells.metrics.counter(effect.metric).increment(effect.by)
      case 'forget-count':
        return shells.metrics.remove(effect.metric)
      case 'log':
        return shells.log[effect.level](effect.message, effect.fields as Record<string, unknown>)
      case 'exit':
        return shells.exit(effect.code, effect.reason)
      default:
        return effect satisfies never
    }
  }
