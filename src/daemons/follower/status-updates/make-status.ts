import type { StatusUpdate } from '../../../mesos/messages/internal-task.ts'
import type { TaskState, TaskStatus } from '../../../mesos/messages/task.ts'
import { containerIdOf } from '../container-id.ts'
import type { Executor, FollowerState } from '../state.ts'
import { networkInfos } from './network-infos.ts'

/** What differs from one status to the next. */
export interface StatusNews {
  readonly state: TaskState
  /** By default the executor's, which for a command task are we. */
  readonly source?: TaskStatus['source']
  readonly message?: string
  readonly reason?: TaskStatus['reason']
  readonly limitation?: TaskStatus['limitation']
  readonly healthy?: boolean
  readonly check_status?: TaskStatus['check_status']
}

/** A status of ours as the wire has it (an agent's StatusUpdate, libprocess.md 4). `executor`: absent when there never was one. `nested`: key of the container within the executor's. */
export const makeUpdate = (
  state: FollowerState,
  frameworkId: string,
  taskId: string,
  executor: Executor | undefined,
  news: StatusNews,
  now: number,
  nested?: string,
): StatusUpdate => {
  const uuid = state.random.uuidBase64()
  const timestamp = now / 1000
  const ids = executor === undefined ? {} : { executor_id: { value: executor.id } }
  const status: TaskStatus = {
    task_id: { value: taskId },
    state: news.state,
    ...(news.message === undefined ? {} : { message: news.message }),
    agent_id: { value: state.info.id?.value ?? '' },
    timestamp,
    ...ids,
    source: news.source ?? 'SOURCE_EXECUTOR',
    ...(news.reason === undefined ? {} : { reason: news.reason }),
    uuid,
    ...(news.healthy === undefined ? {} : { healthy: news.healthy }),
    ...(news.check_status === undefined ? {} : { check_status: news.check_status }),
    ...(executor === undefined ? {} : { container_status: containerStatus(state, executor, nested) }),
    ...(news.limitation === undefined ? {} : { limitation: news.limitation }),
  }
  return { framework_id: { value: frameworkId }, ...ids, agent_id: status.agent_id, status, timestamp, uuid }
}

export const containerStatus = (
  state: FollowerState,
  executor: Executor,
  nested?: string,
): NonNullable<TaskStatus['container_status']> => {
  const held = nested === undefined ? undefined : state.containers.get(nested)
  // Of a container within a pod's that has yet to start, or is gone, there is nothing to tell but its name.
  if (nested !== undefined && (held?.process === undefined || held.phase === 'ended')) {
    return { container_id: containerIdOf(nested) }
  }
  const { process, networkInfos: joined, cgroupInfo } = (nested === undefined ? executor : held) ?? {}
  const info = nested === undefined ? executor.info.container : held?.info
  return {
    network_infos: [...networkInfos(state, { networkInfos: joined, info })],
    ...(cgroupInfo === undefined ? {} : { cgroup_info: cgroupInfo }),
    ...(process === undefined ? {} : { executor_pid: process.pid }),
    container_id: containerIdOf(nested ?? executor.containerId),
  }
}
