import { rootOf } from '../container-id.ts'
import type { Effect } from '../effects.ts'
import type { EventOf } from '../events.ts'
import type { ContainerTermination, FollowerState, HeldContainer } from '../state.ts'
import { collectNested } from './collect.ts'
import { descendantsOf, findContainer } from './find.ts'
import { terminationOf } from './termination.ts'
import { tellWaiters } from './waiters.ts'

/** Ended containers that are kept for those who ask later: those over it go, the oldest first. */
const mostEnded = 1_000

export const heldStarted = (held: HeldContainer, { pid, startTime }: EventOf<'container-started'>): Effect[] => {
  if (held.process !== undefined || held.phase === 'ended') return []
  held.process = { pid, startTime }
  if (held.phase === 'starting') held.phase = 'running'
  return launched(held, { status: 200 })
}

const launched = (held: HeldContainer, answer: { readonly status: number; readonly message?: string }): Effect[] => {
  const { launching: request } = held
  held.launching = undefined
  return request === undefined ? [] : [{ kind: 'reply', request, ...answer }]
}

export const heldFailed = (state: FollowerState, held: HeldContainer, message: string): Effect[] => {
  state.containers.delete(held.id)
  const termination = { state: 'TASK_FAILED', reason: 'REASON_CONTAINER_LAUNCH_FAILED', message } as const
  return [
    { kind: 'log', level: 'warning', message: `container ${held.id}: ${message}` },
    { kind: 'count', metric: 'slave/container_launch_errors' },
    ...launched(held, { status: 400, message }),
    ...tellWaiters(state, held.id, termination),
    { kind: 'checkpoint-container-end', containerId: held.id },
  ]
}

/** Its first process is gone: what that left behind goes, too. */
export const heldEnded = (held: HeldContainer, record: EventOf<'container-ended'>['record']): Effect[] =>
  held.phase === 'ended' ? [] : [destroyHeld(held, record)]

/** A sweep by the sandbox would take a session's parent for a part of it. */
export const destroyHeld = (held: HeldContainer, record?: EventOf<'container-ended'>['record']): Effect => {
  held.phase = 'destroying'
  return {
    kind: 'destroy',
    containerId: held.id,
    ...(held.process ? { process: held.process } : {}),
    directory: held.kind === 'debug' ? '' : held.directory,
    ...(record ? { record } : {}),
  }
}

export const heldDestroyed = (
  state: FollowerState,
  held: HeldContainer,
  event: EventOf<'container-destroyed'>,
): Effect[] => {
  if (held.phase === 'ended') return []
  const termination = terminationOf(event, held.limitation)
  return [
    ...forgetWithin(state, held.id),
    ...launched(held, { status: 400, message: 'Container destroyed while it was launched' }),
    ...tellWaiters(state, held.id, termination),
    ...keepEnded(state, held, termination),
    ...collectNested(state, held),
  ]
}

/** For those who ask how it ended, as long as what it was in is there. */
const keepEnded = (state: FollowerState, held: HeldContainer, termination: ContainerTermination): Effect[] => {
  held.phase = 'ended'
  held.termination = termination
  const { process: _, ...kept } = held
  state.containers.delete(held.id)
  if (rootOf(held.id) !== held.id && findContainer(state, rootOf(held.id)) === undefined) {
    return [{ kind: 'checkpoint-container-end', containerId: held.id }]
  }
  state.containers.set(held.id, { ...kept })
  return [{ kind: 'checkpoint-container', container: { ...kept } }, ...dropOldest(state)]
}

const dropOldest = (state: FollowerState): Effect[] => {
  const ended = [...state.containers.values()].filter(({ phase, task }) => phase === 'ended' && task === undefined)
  return ended.slice(0, Math.max(0, ended.length - mostEnded)).map(({ id }) => {
    state.containers.delete(id)
    return { kind: 'checkpoint-container-end', containerId: id }
  })
}

/** What was in a container goes with it, and so does the memory of it. Tasks of pods are their executor's to tell of. */
export const forgetWithin = (state: FollowerState, key: string): Effect[] =>
  descendantsOf(state, key)
    .filter(({ task }) => task === undefined)
    .flatMap(held => {
      state.containers.delete(held.id)
      const end = held.phase === 'ended' ? [] : [destroyHeld(held)]
      return [
        ...end,
        ...launched(held, { status: 400, message: 'Container destroyed while it was launched' }),
        ...tellWaiters(state, held.id, held.termination ?? terminationOf({}, held.limitation)),
        { kind: 'checkpoint-container-end', containerId: held.id } as const,
      ]
    })
