import type { Effect } from '../../daemons/master/effects.ts'
import type { Event } from '../../daemons/master/events.ts'
import type { SimulatedPeers } from '../network/peers.ts'
import type { Process } from '../process.ts'
import type { Door } from './door.ts'
import type { createSimulatedRegistrar } from './registrar.ts'

interface Shells {
  readonly process: Process
  readonly peers: SimulatedPeers
  readonly door: Door
  readonly registrar: ReturnType<typeof createSimulatedRegistrar>
  readonly post: (event: Event) => void
  readonly exit: () => void
}

/** What perform/ of the master does, in virtual time. */
export const createLeaderPerformer = (shells: Shells) => {
  const { process, peers, door, registrar, post } = shells
  const links = new Map<string, () => void>()

  const link = (pid: string) => {
    if (links.has(pid)) return
    const unlink = peers.link(pid, () => {
      links.delete(pid)
      post({ kind: 'link-exited', pid })
    })
    links.set(pid, unlink)
  }
  const unlink = (pid: string) => {
    links.get(pid)?.()
    links.delete(pid)
  }

  return (effect: Effect): void => {
    switch (effect.kind) {
      case 'send':
        return peers.send(effect.from ?? 'master', effect.to, effect.name, effect.body)
      case 'link':
        return link(effect.pid)
      case 'relink':
        return links.has(effect.pid) ? peers.relink(effect.pid) : link(effect.pid)
      case 'unlink':
        return unlink(effect.pid)
      case 'stream':
        return door.stream(effect.streamId, effect.event)
      case 'close-stream':
        return door.close(effect.streamId)
      case 'load-registry':
        return registrar.load()
      case 'store':
        return registrar.store(effect)
      case 'timer':
        return process.timer(effect.id, effect.after, () => post(effect.next))
      case 'cancel-timer':
        return process.cancel(effect.id)
      case 'reply':
        return door.reply(effect.request, effect.status, effect.body)
      case 'allocate':
        return process.after(0, () => post({ kind: 'allocation-due', batch: false }))
      case 'exit':
        return shells.exit()
      case 'publish':
      case 'count':
      case 'forget-count':
      case 'log':
        return
      default:
        return effect satisfies never
    }
  }
}
