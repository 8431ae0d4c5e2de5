import { badRequest, ok } from '../../../http/answer.ts'
import type { Authorize, Route } from '../../../http/types.ts'
import { toJson } from '../../../mesos/messages/codec/index.ts'
import { ContainerStatus } from '../../../mesos/messages/container.ts'
import { ResourceStatistics } from '../../../mesos/messages/statistics.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { containerIdOf } from '../container-id.ts'
import type { Containerizer } from '../containerizer/containerizer.ts'
import { containerResources } from '../executors/command-executor.ts'
import { scalar } from '../resources/totals.ts'
import type { Executor, FollowerState, Framework, HeldContainer } from '../state.ts'
import { containerStatus } from '../status-updates/make-status.ts'

export interface Running {
  readonly framework: Framework
  readonly executor: Executor
}

export const runningContainers = (state: FollowerState): readonly Running[] =>
  [...state.frameworks.values()].flatMap(framework =>
    [...framework.executors.values()].filter(({ gone }) => !gone).map(executor => ({ framework, executor })),
  )

type Usage = Pick<Containerizer, 'usage'>

/** A container's figures: what it may use and what it does (endpoints-v0.md 5.3). */
export const statisticsOf = (containerizer: Usage, { executor }: Running, now: number): Promise<ResourceStatistics> => {
  const tasks = [...executor.tasks.values()].filter(({ task }) => !isTerminal(task.state)).map(({ task }) => task)
  const { cpus, mem } = containerResources(executor.info, tasks)
  return figures(containerizer, executor.containerId, cpus, mem, now)
}

export const heldStatistics = (
  containerizer: Usage,
  { id, resources }: HeldContainer,
  now: number,
): Promise<ResourceStatistics> => figures(containerizer, id, scalar(resources, 'cpus'), scalar(resources, 'mem'), now)

const figures = async (
  containerizer: Usage,
  key: string,
  cpus: number,
  mem: number,
  now: number,
): Promise<ResourceStatistics> => {
  const limitBytes = Math.round(mem * 1024 * 1024)
  const used = Object.entries(await containerizer.usage(key)).filter(([, value]) => value !== undefined)
  return {
    timestamp: now / 1000,
    ...(cpus > 0 ? { cpus_soft_limit: cpus, cpus_limit: cpus } : {}),
    ...(mem > 0 ? { mem_limit_bytes: limitBytes, mem_soft_limit_bytes: limitBytes } : {}),
    ...Object.fromEntries(used),
  }
}

/** A container that is no executor's own. */
export const heldStatus = ({ id, process, networkInfos, cgroupInfo }: HeldContainer): ContainerStatus => ({
  container_id: containerIdOf(id),
  ...(process ? { executor_pid: process.pid } : {}),
  ...(networkInfos?.length ? { network_infos: [...networkInfos] } : {}),
  ...(cgroupInfo ? { cgroup_info: cgroupInfo } : {}),
})

/** An executor's own container. Where it has no network of its own, Mesos tells nothing of networks here. */
export const executorStatus = (state: FollowerState, { executor }: Running): ContainerStatus => {
  const { network_infos = [], ...status } = containerStatus(state, executor)
  const own = network_infos.filter(({ name }) => name !== undefined)
  return {
    ...status,
    ...(executor.process ? { executor_pid: executor.process.pid } : {}),
    ...(own.length > 0 ? { network_infos: own } : {}),
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
  readonly containerizer: Usage
  readonly realm: string
  readonly now: () => number
  readonly authorize: Authorize
}

type Query = Readonly<Partial<Record<'container_id' | 'framework_id' | 'executor_id', string>>>

/** endpoints-v0.md 5.2. */
export const containersRoute = ({ state, containerizer, realm, now, authorize }: Options): Route => ({
  path: '/containers',
  realm,
  guarded: '/containers',
  handle: async ({ query, principal }) => {
    if (!isSound(query)) {
      return badRequest('Give container_id alone, framework_id alone, or framework_id together with executor_id')
    }
    const wanted = runningContainers(state).filter(
      one =>
        isAsked(query, one) &&
        authorize('VIEW_CONTAINER', principal, {
          executor_info: one.executor.info,
          framework_info: one.framework.info,
        }),
    )
    return ok(
      await Promise.all(
        wanted.map(async one => ({
          container_id: one.executor.containerId,
          ...names(one),
          statistics: toJson(ResourceStatistics, await statisticsOf(containerizer, one, now())),
          status: toJson(ContainerStatus, executorStatus(state, one)),
        })),
      ),
    )
  },
})

const isSound = ({ container_id, framework_id, executor_id }: Query): boolean =>
  container_id === undefined
    ? executor_id === undefined || framework_id !== undefined
    : framework_id === undefined && executor_id === undefined

const isAsked = ({ container_id, framework_id, executor_id }: Query, { framework, executor }: Running): boolean =>
  (container_id === undefined || container_id === executor.containerId) &&
  (framework_id === undefined || framework_id === framework.id) &&
  (executor_id === undefined || executor_id === executor.id)

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
