import type { CommandInfo } from '../../../mesos/messages/command.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { checkId } from '../checks/running.ts'
import type { Effect } from '../effects.ts'
import { podTaskEnvironment, withCommandEnvironment } from '../executors/environment.ts'
import { taskEnvironment, userOf } from '../executors/launch-command-task.ts'
import { findTask } from '../tasks.ts'
import type { Transition } from './transition.ts'

/** Time to look at the task. Nobody looks at one that is being ended. */
export const checkDue: Transition<'check-due'> = (state, { frameworkId, taskId, which }) => {
  const found = findTask(state, frameworkId, taskId)
  const running = found?.held.checks?.all.find(({ definition }) => definition.which === which)
  if (found === undefined || running === undefined) return []
  const { framework, executor, held } = found
  const { task, info, killing, checks } = held
  if (isTerminal(task.state) || killing !== undefined || info === undefined) return []
  if (checks === undefined || checks.over) return []
  const { probe, timeout } = running.definition
  const container = state.containers.get(checks.containerId)
  const user = container ? container.user : userOf(state, framework, info.command?.user)
  const effect: Effect = {
    kind: 'probe',
    order: {
      id: checkId(frameworkId, taskId, which),
      probe,
      timeout,
      containerId: checks.containerId,
      process: checks.process,
      directory: (container ?? executor).directory,
      ...(user === undefined ? {} : { user }),
      environment:
        probe.kind === 'command'
          ? withProbe(
              container
                ? withCommandEnvironment(podTaskEnvironment(state, container, info), info.command ?? {})
                : taskEnvironment(state, framework, executor, info),
              probe.command,
            )
          : {},
    },
    then: { frameworkId, taskId, which },
  }
  return [effect]
}

/** The check's own variables win; one that can't be had is left out, as the task itself would not run with it. */
const withProbe = (base: Record<string, string> | string, command: CommandInfo): Record<string, string> => {
  const given = typeof base === 'string' ? {} : base
  const merged = withCommandEnvironment(given, command)
  return typeof merged === 'string' ? given : merged
}
