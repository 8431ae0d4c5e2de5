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
  isTerminal,
  killAll,
  onEvent,
  type RunAction,
  type RunSession,
  type RunTask,
  subscribeCall,
} from './run-session.ts'

export interface RunListener {
  state(task: RunTask, status: TaskStatus): void
  waiting(why: string): void
  output(task: RunTask, stream: 'stdout' | 'stderr', text: string): void
}

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
  const outputs: Promise<void>[] = []
  let subscription: Subscription | undefined
  let finished = false
  const perform = async (actions: readonly RunAction[]): Promise<void> => {
    for (const action of actions) {
      if (action.kind === 'call') await subscription?.call(action.call)
      else if (action.kind === 'state') listener.state(action.task, action.status)
      else if (action.kind === 'waiting') listener.waiting(action.why)
      else if (action.kind === 'launched')
        outputs.push(...(request.detach ? [] : follow(session, action.task, listener, options)))
      else if (action.kind === 'error') throw new MantlError('run.refused', action.message)
      else finished = true
    }
    if (request.detach && [...session.tasks.values()].every(isUnderWay)) finished = true
  }
  const kill = () =>
    void perform(killAll(session)).then(
      () => finished && subscription?.close(),
      () => subscription?.close(),
    )
  interrupt.addEventListener('abort', kill)
  try {
    for (let since = Date.now(); !finished; ) {
      try {
        subscription = await subscribe(await findLeader(options), subscribeCall(session), options.login)
        for await (const event of subscription.events) {
          since = Date.now()
          await perform(onEvent(session, event))
          if (finished) break
        }
      } catch (error) {
        if (finished) break
        if (!isPassing(error) || session.frameworkId === undefined || Date.now() - since > seconds.patience * 1000)
          throw error
      }
      if (!finished) await pause(300)
    }
    await Promise.all(outputs)
    if (!request.detach && session.frameworkId !== undefined) await tearDown(session, subscription)
    return session
  } finally {
    interrupt.removeEventListener('abort', kill)
    subscription?.close()
  }
}

const isUnderWay = ({ state }: RunTask) => state !== 'waiting' && state !== 'TASK_STAGING'

/** A stream that broke, a leader that changes: worth another try. */
const isPassing = (error: unknown) => !(error instanceof MantlError) || error.retryable

const follow = (session: RunSession, task: RunTask, listener: RunListener, { login }: LeaderOptions): Promise<void>[] =>
  (['stdout', 'stderr'] as const).map(stream =>
    followOutput(
      { agent: task.agent!, path: sandboxPath(session.frameworkId!, task.id, stream) },
      text => listener.output(task, stream, text),
      () => isTerminal(task.state),
      login,
    ),
  )

const tearDown = (session: RunSession, subscription: Subscription | undefined): Promise<void> | undefined =>
  subscription?.call({ type: 'TEARDOWN', framework_id: { value: session.frameworkId! } }).catch(() => undefined)
