import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { MantlError } from '../errors.ts'
import { findLeader, type LeaderOptions } from '../mesos/clients/leader.ts'
import { sandboxPath } from '../mesos/clients/sandbox.ts'
import { type Subscription, subscribe } from '../mesos/clients/scheduler.ts'
import type { TaskStatus } from '../mesos/messages/task.ts'
import { followOutput } from './follow-output.ts'
import { type RunRequest, seconds } from './run-request.ts'
import {
  createSession,
  isOver,
  killAgain,
  killAll,
  onEvent,
  onSilence,
  type RunAction,
  type RunSession,
  type RunTask,
  subscribeCall,
} from './run-session.ts'

export interface RunListener {
  state(task: RunTask, status: TaskStatus): void
  waiting(why: string): void
  /** Waits until there is room for more. */
  output(task: RunTask, stream: OutputStream, chunk: Uint8Array): Promise<void> | void
  /** No more of it comes; `error`: because it could not be read. */
  outputEnded(task: RunTask, stream: OutputStream, error?: unknown): void
}

export type OutputStream = 'stdout' | 'stderr'

/**
 * Runs until the last task's end, or with `detach` until all run. `interrupt` kills them. Survives leaders that change within a
 * minute. Throws `run.refused`, and what finding a leader throws.
 */
export const runTasks = async (
  request: RunRequest,
  options: LeaderOptions,
  listener: RunListener,
  interrupt: AbortSignal,
): Promise<RunSession> => {
  const session = createSession(request, randomBytes(4).toString('hex'))
  const outputs = new Map<string, Promise<unknown>>()
  let subscription: Subscription | undefined
  let finished = false
  let over = false
  /** An end is shown behind all that the task wrote. */
  const show = (task: RunTask, status: TaskStatus): void => {
    const output = outputs.get(task.id)
    if (output === undefined || !isOver(status.state)) listener.state(task, status)
    else
      outputs.set(
        task.id,
        output.then(() => listener.state(task, status)),
      )
  }
  const perform = async (actions: readonly RunAction[]): Promise<void> => {
    for (const action of actions) {
      if (action.kind === 'call') await subscription?.call(action.call)
      else if (action.kind === 'state') show(action.task, action.status)
      else if (action.kind === 'waiting') listener.waiting(action.why)
      else if (action.kind === 'launched' && !request.detach)
        outputs.set(
          action.task.id,
          Promise.all(follow(session, action.task, () => over || isOver(action.task.state), listener, options)),
        )
      else if (action.kind === 'error') throw new MantlError('run.refused', action.message)
      else if (action.kind === 'finished') finished = true
    }
    if (request.detach && [...session.tasks.values()].every(isUnderWay)) finished = true
  }
  /** While the stream is still open: a leader hears only those that are subscribed. */
  const end = async (): Promise<void> => {
    await Promise.all(outputs.values())
    if ((!request.detach || session.killing) && session.frameworkId !== undefined) await tearDown(session, subscription)
    subscription?.close()
  }
  const kill = () =>
    void perform(killAll(session))
      .then(() => (finished ? end() : undefined))
      .catch(() => subscription?.close())
  interrupt.addEventListener('abort', kill)
  if (interrupt.aborted) kill()
  const silence = setTimeout(() => void perform(onSilence(session)), silenceMs)
  const reminder = setInterval(() => void perform(killAgain(session)).catch(() => subscription?.close()), reminderMs)
  try {
    for (let since = Date.now(); !finished; ) {
      try {
        subscription = await subscribe(await findLeader(options), subscribeCall(session), options.login)
        for await (const event of subscription.events) {
          since = Date.now()
          if (event.type === 'OFFERS') clearTimeout(silence)
          await perform(onEvent(session, event))
          if (finished) await end()
        }
      } catch (error) {
        if (finished) break
        if (!isPassing(error) || session.frameworkId === undefined || Date.now() - since > seconds.patience * 1000)
          throw error
      }
      if (!finished) await pause(300)
    }
    await Promise.all(outputs.values())
    return session
  } finally {
    over = true // who gives up on the leader does not read on for ever
    clearTimeout(silence)
    clearInterval(reminder)
    interrupt.removeEventListener('abort', kill)
    subscription?.close()
  }
}

const isUnderWay = ({ state }: RunTask) => !['waiting', 'TASK_STAGING', 'TASK_STARTING'].includes(state)

/** A stream that broke, a leader that changes: worth another try. */
const isPassing = (error: unknown) => !(error instanceof MantlError) || error.retryable

const follow = (
  session: RunSession,
  task: RunTask,
  ended: () => boolean,
  listener: RunListener,
  { login }: LeaderOptions,
): Promise<void>[] =>
  (['stdout', 'stderr'] as const).map(stream =>
    followOutput(
      { agent: task.agent!, path: sandboxPath(session.frameworkId!, task.id, stream) },
      chunk => listener.output(task, stream, chunk),
      ended,
      login,
    ).then(
      () => listener.outputEnded(task, stream),
      error => listener.outputEnded(task, stream, error),
    ),
  )

/** How long to wait for offers without a word. */
const silenceMs = 3000

/** How often a kill that nobody acted on is said again. */
const reminderMs = 2000

const tearDown = (session: RunSession, subscription: Subscription | undefined): Promise<void> | undefined =>
  subscription?.call({ type: 'TEARDOWN', framework_id: { value: session.frameworkId! } }).catch(() => undefined)
