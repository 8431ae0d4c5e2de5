import type { CheckpointEffect, Effect } from '../../daemons/follower/effects.ts'
import type { Event } from '../../daemons/follower/events.ts'
import type { FollowerState } from '../../daemons/follower/state.ts'
import type { Authenticatee } from '../../mesos/libprocess/authenticatee.ts'
import { followerCredential as credential } from '../credential.ts'
import type { SimulatedPeers } from '../network/peers.ts'
import type { Process } from '../process.ts'
import type { createSimulatedContainerizer } from './containerizer.ts'
import type { Disk } from './disk/disk.ts'
import type { ExecutorStreams } from './executor-streams.ts'
import type { Machine } from './machine.ts'
import { isCheckpoint } from './outbox.ts'

interface Shells {
  readonly state: FollowerState
  readonly process: Process
  readonly peers: SimulatedPeers
  readonly authenticatee: Authenticatee
  readonly disk: Disk
  readonly machine: Machine
  readonly containerizer: ReturnType<typeof createSimulatedContainerizer>
  readonly streams: ExecutorStreams
  readonly post: (event: Event) => void
  readonly exit: (forget: boolean) => void
}

/** What perform/ of the follower does, in virtual time. */
export const createAgentPerformer = (shells: Shells) => {
  const { state, process, peers, authenticatee, disk, machine, containerizer, streams, post } = shells
  let linked: { readonly pid: string; readonly unlink: () => void } | undefined

  const link = (pid: string) => {
    if (linked?.pid === pid) return
    linked?.unlink()
    const unlink = peers.link(pid, () => {
      linked = undefined
      post({ kind: 'master-link-exited', pid })
    })
    linked = { pid, unlink }
  }

  const authenticate = ({ pid, timeout }: Extract<Effect, { kind: 'authenticate' }>) => {
    const attempt = { master: pid, pid: state.pid, credential, timeoutMs: timeout }
    authenticatee.authenticate(attempt, ({ kind }) => {
      if (kind === 'authenticated') post({ kind, pid })
      else post({ kind: 'authentication-failed', pid, refused: kind === 'refused', message: kind })
    })
  }

  const performOther = (effect: Exclude<Effect, CheckpointEffect>): void => {
    switch (effect.kind) {
      case 'send':
        return peers.send('slave(1)', effect.to, effect.name, effect.body)
      case 'link':
        return link(effect.pid)
      case 'relink':
        return peers.relink(effect.pid)
      case 'timer':
        return process.timer(effect.id, effect.after, () => post(effect.then))
      case 'cancel-timer':
        return process.cancel(effect.id)
      case 'launch':
        return containerizer.launch(effect.order)
      case 'signal':
        return machine.signal(effect.containerId, effect.signal)
      case 'destroy':
        return containerizer.destroy(effect)
      case 'adopt':
        return containerizer.adopt(effect.containerId)
      case 'executor-event':
        return streams.send(effect.stream, effect.event)
      case 'close-executor':
        return streams.close(effect.stream)
      case 'exit':
        return shells.exit(effect.forget ?? false)
      case 'authenticate':
        return authenticate(effect)
      case 'update-container':
      case 'link-executor':
      case 'unlink-executor':
      case 'link-task':
      case 'signal-first':
      case 'reply':
      case 'remove-sandbox':
      case 'probe':
      case 'stop-probe':
      case 'collect-garbage':
      case 'count':
      case 'log':
        return
      default:
        return effect satisfies never
    }
  }
  return (effect: Effect): void => {
    if (!isCheckpoint(effect)) return performOther(effect)
    if (effect.kind !== 'checkpoint-resources') return disk.run(disk.stepsOf(state.info.id?.value ?? '', effect))
    const { problem } = disk.keep(effect)
    if (effect.operation !== undefined)
      post({ kind: 'operation-kept', uuid: effect.operation, ...(problem && { problem }) })
  }
}
