import { ok } from '../../../http/answer.ts'
import type { Route } from '../../../http/types.ts'
import { toJson } from '../../../mesos/messages/codec/index.ts'
import { ResourceStatistics } from '../../../mesos/messages/statistics.ts'
import type { Containerizer } from '../containerizer/containerizer.ts'
import { containerResources } from '../executors/command-executor.ts'
import { type Executor, type FollowerState, type Framework, isTerminal } from '../state.ts'

export interface Running {
  readonly framework: Framework
  readonly executor: Executor
}

export const runningContainers = (state: FollowerState): readonly Running[] =>
  [...state.frameworks.values()].flatMap(framework =>
    [...framework.executors.values()].filter(({ gone }) => !gone).map(executor => ({ framework, executor })),
  )

/** A container's figures: what it may use and what it does (endpoints-v0.md 5.3). */
export const statisticsOf = async (
  containerizer: Containerizer,
  { executor }: Running,
  now: number,
): Promise<ResourceStatistics> => {
  const tasks = [...executor.tasks.values()].filter(({ task }) => !isTerminal(task.state)).map(({ task }) => task)
  const { cpus, mem } = containerResources(executor.info, tasks)
  const limitBytes = Math.round(mem * 1024 * 1024)
  const used = Object.entries(await containerizer.usage(executor.containerId)).filter(
    ([, value]) => value !== undefined,
  )
  return {
    timestamp: now / 1000,
    cpus_soft_limit: cpus,
    cpus_limit: cpus,
    mem_limit_bytes: limitBytes,
    mem_soft_limit_bytes: limitBytes,
    ...Object.fromEntries(used),
  }
}

const names = ({ framework, executor }: Running) => ({
  executor_id: executor.id,
  executor_name: executor.info.name ?? '',
  framework_id: framework.id,
  source: executor.info.source ?? '',
})

type Options = {
  readonly state: FollowerState
  readonly containerizer: Containerizer
  readonly realm: string
  readonly now: () => number
}

/** endpoints-v0.md 5.2. */
export const containersRoute = ({ state, containerizer, realm, now }: Options): Route => ({
  path: '/containers',
  realm,
  guarded: '/containers',
  handle: async ({ query }) => {
    const wanted = runningContainers(state).filter(
      ({ framework, executor }) =>
        (query.container_id === undefined || query.container_id === executor.containerId) &&
        (query.framework_id === undefined || query.framework_id === framework.id) &&
        (query.executor_id === undefined || query.executor_id === executor.id),
    )
    return ok(
      await Promise.all(
        wanted.map(async one => ({
          container_id: one.executor.containerId,
          ...names(one),
          statistics: toJson(ResourceStatistics, await statisticsOf(containerizer, one, now())),
          status: {
            container_id: { value: one.executor.containerId },
            ...(one.executor.process ? { executor_pid: one.executor.process.pid } : {}),
          },
        })),
      ),
    )
  },
})

export const statisticsRoute = ({ state, containerizer, realm, now }: Options): Route => ({
  path: '/monitor/statistics',
  realm,
  guarded: '/monitor/statistics',
  handle: async () =>
    ok(
      await Promise.all(
        runningContainers(state).map(async one => ({
          ...names(one),
          statistics: toJson(ResourceStatistics, await statisticsOf(containerizer, one, now())),
        })),
      ),
    ),
})
