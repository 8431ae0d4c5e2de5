import { randomUUID } from 'node:crypto'
import { constants } from 'node:os'
import { openInput, openOutput } from '../mesos/clients/container-io.ts'
import type { Login } from '../mesos/clients/leader.ts'
import { operatorCall } from '../mesos/clients/operator.ts'
import type { CommandInfo } from '../mesos/messages/command.ts'
import type { ContainerID } from '../mesos/messages/ids.ts'
import { type ShowOutput, showAll, typeInto } from './attached.ts'
import { takeTerminal } from './own-terminal.ts'
import type { TaskContainer } from './task-container.ts'
import { exitCodeOfStatus } from './wait-status.ts'

export interface ExecRequest {
  /** One text is for the shell, several are a program and its arguments. */
  readonly command: readonly string[]
  /** What is typed here goes to the command; otherwise it finds its input at the end. */
  readonly interactive: boolean
  /** The command gets a terminal. */
  readonly terminal: boolean
  /** Name of a user on the follower; by default the task's. */
  readonly user?: string
  readonly environment: Readonly<Record<string, string>>
  readonly show: ShowOutput
  readonly login?: Login
}

export interface ExecResult {
  readonly exitCode: number
  readonly detached: boolean
}

/**
 * Runs a command in a task's container and is connected to it until it ends; where the connection ends first, so does the command. Throws
 * `http.unreachable`, `http.status`.
 */
export const execInTask = async (container: TaskContainer, asked: ExecRequest): Promise<ExecResult> => {
  const { agent } = container
  const { login } = asked
  const id: ContainerID = { value: randomUUID(), parent: container.id }
  const terminal = takeTerminal(asked.terminal && asked.interactive)
  try {
    const size = asked.terminal ? { tty_info: { window_size: terminal.size() } } : undefined
    const output = await openOutput(agent, sessionCall(id, asked, size), login)
    const input = openInput(agent, id, login)
    input.done.catch(() => {}) // the session's end tells more
    let detached = false
    const stop = typeInto(input, {
      keys: asked.interactive ? process.stdin : nothing(),
      ...(asked.terminal ? { terminal } : {}),
      onDetach: () => {
        detached = true
        output.close()
      },
    })
    const release = forwardSignals(agent, id, login, () => output.close())
    try {
      await showAll(output, asked.show)
    } catch (error) {
      if (!detached && !release.left()) throw error
    } finally {
      release()
      stop()
      input.close()
    }
    if (detached) return { exitCode: 0, detached }
    return { exitCode: release.left() ?? (await howItEnded(agent, id, login)), detached }
  } finally {
    terminal.restore()
    process.stdin.destroy()
  }
}

const nothing = async function* (): AsyncGenerator<Uint8Array> {}

const sessionCall = (
  container_id: ContainerID,
  { command, user, environment }: ExecRequest,
  terminal: object | undefined,
) => ({
  type: 'LAUNCH_NESTED_CONTAINER_SESSION',
  launch_nested_container_session: {
    container_id,
    command: { ...commandOf(command), ...variablesOf(environment), ...(user === undefined ? {} : { user }) },
    ...(terminal ? { container: { type: 'MESOS', ...terminal } } : {}),
  },
})

const commandOf = (command: readonly string[]): CommandInfo =>
  command.length === 1
    ? { value: command[0]!, shell: true }
    : { value: command[0]!, arguments: [...command], shell: false }

const variablesOf = (environment: Readonly<Record<string, string>>): Pick<CommandInfo, 'environment'> => {
  const variables = Object.entries(environment).map(([name, value]) => ({ name, value }))
  return variables.length === 0 ? {} : { environment: { variables } }
}

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const

/** Signals to us are for the command. The second of those that should end it ends the session. */
const forwardSignals = (agent: string, container_id: ContainerID, login: Login | undefined, leave: () => void) => {
  let asked = 0
  let left: number | undefined
  const forward = (name: NodeJS.Signals) => {
    const signal = constants.signals[name]
    if (!name.startsWith('SIGUSR') && ++asked > 1) {
      left = 128 + signal
      return leave()
    }
    const call = { type: 'KILL_NESTED_CONTAINER', kill_nested_container: { container_id, signal } }
    void operatorCall(agent, call, login).catch(() => {})
  }
  for (const name of forwarded) process.on(name, forward)
  const release = () => {
    for (const name of forwarded) process.off(name, forward)
  }
  return Object.assign(release, { left: () => left })
}

/** Nobody asks for it again: it is forgotten there with that. */
const howItEnded = async (agent: string, container_id: ContainerID, login: Login | undefined): Promise<number> => {
  const wait = { type: 'WAIT_NESTED_CONTAINER', wait_nested_container: { container_id } }
  const answer = (await operatorCall(agent, wait, login)) as {
    readonly wait_nested_container?: { readonly exit_status?: number }
  }
  const remove = { type: 'REMOVE_NESTED_CONTAINER', remove_nested_container: { container_id } }
  await operatorCall(agent, remove, login).catch(() => {})
  return exitCodeOfStatus(answer?.wait_nested_container?.exit_status)
}
