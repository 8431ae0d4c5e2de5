import { type ContainerOutput, openInput, openOutput } from '../mesos/clients/container-io.ts'
import type { Login } from '../mesos/clients/leader.ts'
import { operatorCall } from '../mesos/clients/operator.ts'
import { type ShowOutput, showAll, typeInto } from './attached.ts'
import { takeTerminal } from './own-terminal.ts'
import type { TaskContainer } from './task-container.ts'
import { exitCodeOfStatus } from './wait-status.ts'

export interface AttachRequest {
  /** Look on only, although the task has a terminal. */
  readonly outputOnly: boolean
  readonly show: ShowOutput
  readonly login?: Login
}

export interface AttachResult {
  /** The task's own; 0 where we left it running. */
  readonly exitCode: number
  readonly detached: boolean
}

/** Shows what the task says from now on, and types into its terminal where it has one. Leaving it does it no harm. */
export const attachToTask = async (
  { agent, id, terminal: typed }: TaskContainer,
  { outputOnly, show, login }: AttachRequest,
): Promise<AttachResult> => {
  const interactive = typed && !outputOnly
  const terminal = takeTerminal(interactive)
  const left = new AbortController()
  const ended = waitFor(agent, id, login, left.signal)
  ended.catch(() => {})
  let output: ContainerOutput | undefined
  let detached = false
  const detach = () => {
    detached = true
    left.abort()
    output?.close()
  }
  for (const signal of leaving) process.once(signal, detach)
  const call = { type: 'ATTACH_CONTAINER_OUTPUT', attach_container_output: { container_id: id } }
  output = await openOutput(agent, call, login)
  if (detached) output.close()
  const input = interactive ? openInput(agent, id, login) : undefined
  input?.done.catch(() => {})
  const stop = input && typeInto(input, { keys: process.stdin, terminal, onDetach: detach })
  try {
    await showAll(output, show)
  } catch (error) {
    if (!detached) throw error
  } finally {
    for (const signal of leaving) process.off(signal, detach)
    stop?.()
    input?.close()
    terminal.restore()
    process.stdin.destroy()
  }
  return { exitCode: detached ? 0 : await ended, detached }
}

const leaving = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Asked at once: an executor that has ended is not known any more. */
const waitFor = async (
  agent: string,
  container_id: TaskContainer['id'],
  login: Login | undefined,
  signal: AbortSignal,
): Promise<number> => {
  const call = { type: 'WAIT_CONTAINER', wait_container: { container_id } }
  const answer = (await operatorCall(agent, call, login, { timeoutMs: 0, signal })) as {
    readonly wait_container?: { readonly exit_status?: number }
  }
  return exitCodeOfStatus(answer?.wait_container?.exit_status)
}
