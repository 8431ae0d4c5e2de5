import type { ExecutorInfo, TaskInfo } from '../../../mesos/messages/task.ts'
import { toPreRefinement } from '../../../mesos/resources/index.ts'
import type { Agent } from '../state.ts'

/** As the agent reads it: those from before RESERVATION_REFINEMENT know `role` and `reservation` only (facts/master.md 8). */
export const taskFor = (agent: Agent, task: TaskInfo): TaskInfo =>
  isOld(agent)
    ? {
        ...task,
        resources: toPreRefinement(task.resources ?? []),
        ...(task.executor && { executor: executorFor(agent, task.executor) }),
      }
    : task

export const executorFor = (agent: Agent, executor: ExecutorInfo): ExecutorInfo =>
  isOld(agent) && executor.resources ? { ...executor, resources: toPreRefinement(executor.resources) } : executor

const isOld = ({ capabilities }: Agent): boolean => !capabilities.has('RESERVATION_REFINEMENT')
