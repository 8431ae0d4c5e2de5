import { DiscoveryInfo } from '../../../mesos/messages/basics.ts'
import { toJson } from '../../../mesos/messages/codec/index.ts'
import { HealthCheck } from '../../../mesos/messages/command.ts'
import { ContainerInfo, ContainerStatus } from '../../../mesos/messages/container.ts'
import type { Task, TaskInfo } from '../../../mesos/messages/task.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { summarize } from '../../../mesos/resources/summary.ts'
import { resourceRole } from '../resources/totals.ts'
import type { Executor, Framework } from '../state.ts'

/** What v0 endpoints call a task (endpoints-v0.md 3.4): flat, `slave_id`, resources as sums. */
export const taskView = (task: Task) => ({
  id: task.task_id.value,
  name: task.name,
  framework_id: task.framework_id.value,
  executor_id: task.executor_id?.value ?? '',
  slave_id: task.agent_id.value,
  state: task.state,
  resources: summarize(task.resources ?? []),
  ...(resourceRole(task.resources ?? []) === undefined ? {} : { role: resourceRole(task.resources ?? []) }),
  statuses: (task.statuses ?? []).map(status => ({
    state: status.state,
    timestamp: status.timestamp ?? 0,
    ...(status.labels ? { labels: status.labels.labels ?? [] } : {}),
    ...(status.container_status ? { container_status: withoutPid(status.container_status) } : {}),
    ...(status.healthy === undefined ? {} : { healthy: status.healthy }),
  })),
  ...(task.user === undefined ? {} : { user: task.user }),
  ...(task.labels ? { labels: task.labels.labels ?? [] } : {}),
  ...(task.discovery ? { discovery: toJson(DiscoveryInfo, task.discovery) } : {}),
  ...(task.container ? { container: toJson(ContainerInfo, task.container) } : {}),
  ...(task.health_check ? { health_check: toJson(HealthCheck, task.health_check) } : {}),
})

const withoutPid = ({ executor_pid: _, ...status }: ContainerStatus) => toJson(ContainerStatus, status)

const queuedView = (task: TaskInfo) => ({
  id: task.task_id.value,
  name: task.name,
  slave_id: task.agent_id.value,
  resources: summarize(task.resources ?? []),
  ...(resourceRole(task.resources ?? []) === undefined ? {} : { role: resourceRole(task.resources ?? []) }),
  ...(task.executor ? { executor_id: task.executor.executor_id.value } : {}),
})

export const executorView = (executor: Executor) => {
  const { info } = executor
  const held = [...executor.tasks.values()].map(({ task }) => task)
  const role = resourceRole(info.resources ?? [])
  return {
    id: executor.id,
    name: info.name ?? '',
    source: info.source ?? '',
    container: executor.containerId,
    directory: executor.directory,
    resources: summarize(info.resources ?? []),
    ...(role === undefined ? {} : { role }),
    ...(info.labels ? { labels: info.labels.labels ?? [] } : {}),
    ...(info.type ? { type: info.type } : {}),
    tasks: held.filter(task => !isTerminal(task.state)).map(taskView),
    queued_tasks: [...executor.queued.values()].map(queuedView),
    // Those whose end nobody has acknowledged, too, as Mesos has it.
    completed_tasks: [...held.filter(task => isTerminal(task.state)), ...executor.completedTasks].map(taskView),
  }
}

export const frameworkView = ({ id, info, executors, completedExecutors }: Framework) => ({
  id,
  name: info.name,
  user: info.user,
  failover_timeout: info.failover_timeout ?? 0,
  checkpoint: info.checkpoint ?? false,
  hostname: info.hostname ?? '',
  ...(info.principal === undefined ? {} : { principal: info.principal }),
  ...(info.capabilities?.some(({ type }) => type === 'MULTI_ROLE')
    ? { roles: info.roles ?? [] }
    : { role: info.role ?? '*' }),
  executors: [...executors.values()].map(executorView),
  completed_executors: completedExecutors.map(executorView),
})
