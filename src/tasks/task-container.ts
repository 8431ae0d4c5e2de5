import { MantlError } from '../errors.ts'
import type { ContainerID } from '../mesos/messages/ids.ts'
import { isTerminal } from '../mesos/messages/terminal.ts'
import type { ClusterTask } from './cluster-tasks.ts'

/** Where a running task is to be found. */
export interface TaskContainer {
  /** `host:port` of its follower. */
  readonly agent: string
  readonly id: ContainerID
  /** It was launched with a terminal. */
  readonly terminal: boolean
}

/** Throws `task.not_running`, `task.no_container`. */
export const containerOf = (task: ClusterTask): TaskContainer => {
  const { id, state, agent, containerId, terminal } = task
  if (isTerminal(state)) {
    throw new MantlError('task.not_running', `${id} has ended (${state})`, {
      hint: `\`mantl tasks logs ${id}\` shows what it wrote`,
    })
  }
  if (agent === '') {
    throw new MantlError('task.not_running', `the follower of ${id} is not reachable for the leader`, {
      retryable: true,
      hint: '`mantl agents list` shows how it is',
    })
  }
  if (containerId !== undefined) return { agent, id: containerId, terminal }
  throw new MantlError('task.no_container', `nobody has said which container ${id} runs in (${state})`, {
    retryable: true,
    hint: 'a task that has just begun is said to run in a moment',
  })
}
