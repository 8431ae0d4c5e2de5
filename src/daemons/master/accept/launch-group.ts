import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import type { Effect } from '../effects.ts'
import { toAgent } from '../send.ts'
import { enterExecutor, enterTask, versions } from './launch.ts'
import { executorFor, taskFor } from './old-agents.ts'
import { prepareExecutor, prepareTask } from './prepare.ts'
import { refuseTask } from './refuse.ts'
import type { Round } from './run-operation.ts'
import { groupProblem, mayRun, NOT_AUTHORIZED } from './task-problem.ts'

/** All tasks of the group run, or none. */
export const launchGroup = (round: Round, { id, launch_group: body }: OfferOperation): Effect[] => {
  if (body === undefined) return []
  const { framework, agent, role, now } = round
  const executor = prepareExecutor(body.executor, role, framework.id)
  const given = body.task_group.tasks ?? []
  const tasks = given.map(task => prepareTask(task, role, framework.id))
  const message = id ? "'id' is not allowed on a LAUNCH_GROUP operation" : groupProblem(round, executor, tasks)
  if (message !== undefined) {
    const refusal = { state: 'TASK_ERROR', reason: 'REASON_TASK_GROUP_INVALID', message } as const
    return tasks.flatMap(task => refuseTask(framework, task, refusal, now))
  }
  if (!tasks.every(task => mayRun(round, task, executor))) {
    const reason = 'REASON_TASK_GROUP_UNAUTHORIZED'
    const refusal = { state: 'TASK_ERROR', reason, message: NOT_AUTHORIZED } as const
    return tasks.flatMap(task => refuseTask(framework, task, refusal, now))
  }
  const launch_executor = enterExecutor(round, executor)
  const infos = tasks.map(task => ({ ...task, executor }))
  const added = infos.map(info => enterTask(round, info))
  return [
    ...added,
    toAgent(agent, 'RunTaskGroupMessage', {
      framework: framework.info,
      executor: executorFor(agent, executor),
      task_group: { tasks: infos.map(info => taskFor(agent, info)) },
      ...versions(round),
      launch_executor,
    }),
  ]
}
