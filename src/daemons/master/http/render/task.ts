import { DiscoveryInfo, type Labels } from '../../../../mesos/messages/basics.ts'
import { toJson } from '../../../../mesos/messages/codec/index.ts'
import { HealthCheck } from '../../../../mesos/messages/command.ts'
import { ContainerInfo, type ContainerStatus, type NetworkInfo } from '../../../../mesos/messages/container.ts'
import type { Task, TaskStatus } from '../../../../mesos/messages/task.ts'
import { summarize } from '../../../../mesos/resources/index.ts'

/** PURE. A task as v0 endpoints show it: facts/endpoints-v0.md 3.4. */
export const taskView = (task: Task) => {
  const role = task.resources?.[0]?.allocation_info?.role
  return {
    id: task.task_id.value,
    name: task.name,
    framework_id: task.framework_id.value,
    executor_id: task.executor_id?.value ?? '',
    slave_id: task.agent_id.value,
    state: task.state,
    resources: summarize(task.resources ?? []),
    ...(task.limits && { limits: limitsView(task.limits) }),
    ...(role !== undefined && { role }),
    statuses: (task.statuses ?? []).map(statusView),
    ...(task.user !== undefined && { user: task.user }),
    ...(task.labels && { labels: labelsView(task.labels) }),
    ...(task.discovery && { discovery: toJson(DiscoveryInfo, task.discovery) }),
    ...(task.container && { container: toJson(ContainerInfo, task.container) }),
    ...(task.health_check && { health_check: toJson(HealthCheck, task.health_check) }),
  }
}

export const labelsView = ({ labels = [] }: Labels) => labels

const limitsView = (limits: NonNullable<Task['limits']>) =>
  Object.fromEntries(
    Object.entries(limits).map(([name, { value }]) => [name, value === Number.POSITIVE_INFINITY ? 'Infinity' : value]),
  )

const statusView = (status: TaskStatus) => ({
  state: status.state,
  timestamp: status.timestamp ?? 0,
  ...(status.labels && { labels: labelsView(status.labels) }),
  ...(status.container_status && { container_status: containerStatusView(status.container_status) }),
  ...(status.healthy !== undefined && { healthy: status.healthy }),
})

/** Without executor_pid, which only the v1 API shows. */
const containerStatusView = ({ container_id, network_infos, cgroup_info }: ContainerStatus) => ({
  ...(container_id && { container_id }),
  ...(network_infos?.length && { network_infos: network_infos.map(networkView) }),
  ...(cgroup_info && { cgroup_info }),
})

const networkView = (info: NetworkInfo) => ({
  ...(info.groups?.length && { groups: info.groups }),
  ...(info.labels && { labels: labelsView(info.labels) }),
  ...(info.ip_addresses?.length && {
    ip_addresses: info.ip_addresses.map(({ protocol, ip_address }) => ({ protocol: protocol ?? 'IPv4', ip_address })),
  }),
  ...(info.name !== undefined && { name: info.name }),
  ...(info.port_mappings?.length && { port_mappings: info.port_mappings }),
})
