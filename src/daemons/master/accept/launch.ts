import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import type { ExecutorInfo, TaskInfo, TaskStatusReason } from '../../../mesos/messages/task.ts'
import { type Resources, shared, subtract } from '../../../mesos/resources/index.ts'
import { pidOf } from '../agents/frameworks.ts'
import { used } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { toAgent } from '../send.ts'
import { addExecutor, addTask, hasExecutor } from '../tasks/add.ts'
import { taskFromInfo } from '../tasks/from-info.ts'
import { taskFor } from './old-agents.ts'
import { prepareTask } from './prepare.ts'
import { refuseTask } from './refuse.ts'
import type { Round } from './run-operation.ts'
import { mayRun, NOT_AUTHORIZED, taskProblem } from './task-problem.ts'

/** Each task stands for itself: a bad one does not keep the others from running. */
export const launch = (round: Round, { id, launch: body }: OfferOperation): Effect[] =>
  (body?.task_infos ?? []).flatMap(given => {
    const task = prepareTask(given, round.role, round.framework.id)
    const why = id ? "'id' is not allowed on a LAUNCH operation" : taskProblem(round, task)
    if (why !== undefined) return refuse(round, task, 'REASON_TASK_INVALID', why)
    return mayRun(round, task) ? run(round, task) : refuse(round, task, 'REASON_TASK_UNAUTHORIZED', NOT_AUTHORIZED)
  })

const refuse = ({ framework, now }: Round, task: TaskInfo, reason: TaskStatusReason, message: string) =>
  refuseTask(framework, task, { state: 'TASK_ERROR', reason, message }, now)

const run = (round: Round, info: TaskInfo): Effect[] => {
  const { framework, agent } = round
  const { executor } = info
  const launch_executor = executor === undefined || enterExecutor(round, executor)
  const added = enterTask(round, info)
  const body = {
    framework: framework.info,
    pid: pidOf(framework),
    task: taskFor(agent, info),
    ...versions(round),
    launch_executor,
  }
  return [added, toAgent(agent, 'RunTaskMessage', body)]
}

/** Takes the executor's resources, when it is new on the agent; says whether it is. */
export const enterExecutor = (round: Round, executor: ExecutorInfo): boolean => {
  const { framework, agent } = round
  if (hasExecutor(agent, framework.id, executor.executor_id.value)) return false
  addExecutor(framework, agent, executor)
  use(round, executor.resources ?? [])
  return true
}

export const enterTask = (round: Round, info: TaskInfo): Effect => {
  const { framework, agent } = round
  const task = taskFromInfo(info, framework.id)
  addTask(framework, agent, task)
  use(round, info.resources ?? [])
  return { kind: 'publish', event: { type: 'TASK_ADDED', task_added: { task } } }
}

/** They are the framework's in the allocator's books since they were offered; further uses of what is shared are booked now. */
const use = (round: Round, resources: Resources): void => {
  const { state, framework, agent, remaining } = round
  const further = subtract(shared(resources), shared(remaining))
  if (further.length > 0) used(state, agent, framework.id, further)
  round.remaining = subtract(remaining, resources)
}

/** The agent refuses what was decided on resources that it, or one of its resource providers, has changed since. */
export const versions = ({ agent }: Round) => {
  if (agent.resourceVersionUuid === undefined) return {}
  const providers = [...(agent.providers ?? [])].map(([id, { version }]) => ({
    resource_provider_id: { value: id },
    uuid: { value: version },
  }))
  return { resource_version_uuids: [{ uuid: { value: agent.resourceVersionUuid } }, ...providers] }
}
