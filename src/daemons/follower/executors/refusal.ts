import type { CommandInfo } from '../../../mesos/messages/command.ts'
import type { ContainerInfo } from '../../../mesos/messages/container.ts'
import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import type { TaskInfo } from '../../../mesos/messages/task.ts'
import type { FollowerState } from '../state.ts'

/** Why a sound task can't run here: what it asks for and we do not have is named, never left out silently. */
export const refusalOf = (state: FollowerState, framework: FrameworkInfo, task: TaskInfo): string | undefined => {
  const command = task.executor?.type === 'DEFAULT' ? task.command : (task.executor?.command ?? task.command)
  return (
    containerRefusal(task.container) ??
    containerRefusal(task.executor?.container) ??
    userRefusal(state, framework, command)
  )
}

const containerRefusal = (container: ContainerInfo | undefined): string | undefined =>
  container?.type === 'DOCKER'
    ? 'None of the enabled containerizers (mesos) could create a container of type DOCKER'
    : undefined

const userRefusal = (
  { settings }: FollowerState,
  framework: FrameworkInfo,
  command: CommandInfo | undefined,
): string | undefined => {
  const user = command?.user ?? framework.user
  if (!settings.switchUser || settings.root || user === settings.ownUser) return undefined
  return `the agent runs as ${settings.ownUser} and can't run a task as ${user}`
}
