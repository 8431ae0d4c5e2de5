import type { StatusUpdate } from '../../../mesos/messages/internal-task.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import type { Effect } from '../effects.ts'
import { type FollowerState, type UpdateStream, updateKey } from '../state.ts'

const firstRetry = 10_000
const longestRetry = 600_000

/** Where a task's updates are kept on disk. */
export type StreamPlace = UpdateStream['checkpoint']

/** Takes an update into its task's stream: on disk first, then to the leader if it is the only one under way. */
export const enqueueUpdate = (state: FollowerState, update: StatusUpdate, place: StreamPlace): Effect[] => {
  const taskId = update.status.task_id.value
  const key = updateKey(update.framework_id.value, taskId)
  const stream = state.streams.get(key) ?? openStream(state, key, update.framework_id.value, taskId, place)
  if (stream.pending.some(pending => pending.uuid === update.uuid)) return []
  stream.pending.push(update)
  return [
    ...record(stream, { type: 'UPDATE', update }),
    ...(stream.pending.length === 1 ? sendHead(state, key, stream) : []),
  ]
}

const openStream = (
  state: FollowerState,
  key: string,
  frameworkId: string,
  taskId: string,
  checkpoint: StreamPlace,
): UpdateStream => {
  const stream: UpdateStream = {
    frameworkId,
    taskId,
    ...(checkpoint ? { checkpoint } : {}),
    pending: [],
    retryAfter: firstRetry,
  }
  state.streams.set(key, stream)
  return stream
}

export type Acknowledged =
  | { readonly known: false }
  | { readonly known: true; readonly terminal: boolean; readonly effects: Effect[] }

/** Only the update that is under way can be acknowledged; a word about any other is late or wrong, and without effect. */
export const acknowledgeUpdate = (
  state: FollowerState,
  frameworkId: string,
  taskId: string,
  uuid: string,
): Acknowledged => {
  const key = updateKey(frameworkId, taskId)
  const stream = state.streams.get(key)
  const head = stream?.pending[0]
  if (stream === undefined || head === undefined || head.uuid !== uuid) return { known: false }
  stream.pending.shift()
  const [next] = stream.pending
  const effects = record(stream, { type: 'ACK', uuid }, next !== undefined && isTerminal(next.status.state))
  const terminal = isTerminal(head.status.state)
  if (stream.pending.length > 0) {
    stream.retryAfter = firstRetry
    return { known: true, terminal, effects: [...effects, ...sendHead(state, key, stream)] }
  }
  state.streams.delete(key)
  return { known: true, terminal, effects: [...effects, { kind: 'cancel-timer', id: timerId(key) }] }
}

/** Sends what is under way again; each time a longer wait follows. */
export const retryUpdate = (state: FollowerState, key: string): Effect[] => {
  const stream = state.streams.get(key)
  if (stream === undefined) return []
  stream.retryAfter = Math.min(stream.retryAfter * 2, longestRetry)
  return sendHead(state, key, stream)
}

/** Sends what is under way for these once more, out of turn. */
export const resend = (state: FollowerState, keys: readonly string[]): Effect[] =>
  keys.flatMap(key => {
    const stream = state.streams.get(key)
    return stream === undefined ? [] : sendHead(state, key, stream)
  })

/** After a registration: the leader may have lost whatever was under way. */
export const resendAll = (state: FollowerState): Effect[] =>
  [...state.streams].flatMap(([key, stream]) => {
    stream.retryAfter = firstRetry
    return sendHead(state, key, stream)
  })

/** Nobody will acknowledge any more. */
export const dropStreams = (state: FollowerState, frameworkId: string): Effect[] =>
  [...state.streams]
    .filter(([, stream]) => stream.frameworkId === frameworkId)
    .map(([key]) => {
      state.streams.delete(key)
      return { kind: 'cancel-timer', id: timerId(key) }
    })

const timerId = (key: string) => `update ${key}`

const sendHead = (state: FollowerState, key: string, stream: UpdateStream): Effect[] => {
  const update = stream.pending[0]
  if (update === undefined) return []
  const latest_state = stream.pending.at(-1)!.status.state
  const retry: Effect = {
    kind: 'timer',
    id: timerId(key),
    after: stream.retryAfter,
    then: { kind: 'retry-update', key },
  }
  if (state.master === undefined || state.phase !== 'running') return [retry]
  const body = { update: { ...update, latest_state }, pid: state.pid }
  return [{ kind: 'send', to: state.master.pid, name: 'StatusUpdateMessage', body }, retry]
}

const record = (
  { frameworkId, taskId, checkpoint }: UpdateStream,
  content: Extract<Effect, { kind: 'checkpoint-update' }>['record'],
  final = false,
): Effect[] =>
  checkpoint === undefined
    ? []
    : [
        {
          kind: 'checkpoint-update',
          run: { frameworkId, ...checkpoint },
          taskId,
          record: content,
          ...(final && { final }),
        },
      ]
