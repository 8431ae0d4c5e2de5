import type { EndRecord } from '../../../../src/daemons/follower/containerizer/launcher/records.ts'
import type { Effect } from '../../../../src/daemons/follower/effects.ts'
import type { Event } from '../../../../src/daemons/follower/events.ts'
import type { FollowerState } from '../../../../src/daemons/follower/state.ts'
import type { TaskInfo } from '../../../../src/mesos/messages/task.ts'
import { acknowledge, agentId, containerOf, framework, master, running } from '../new-state.ts'

const scalar = (name: string, value: number) =>
  ({ name, type: 'SCALAR', scalar: { value }, allocation_info: { role: 'dev' } }) as const

export const podTask = (id: string, more: object = {}): TaskInfo => ({
  name: id,
  task_id: { value: id },
  agent_id: { value: agentId },
  resources: [scalar('cpus', 1), scalar('mem', 128)],
  command: { value: 'true' },
  ...more,
})

/** A RunTaskGroupMessage for the pod `p`. */
export const runGroup = (
  tasks: readonly TaskInfo[],
  given: { executor?: object; info?: object; launch?: boolean } = {},
): Event => ({
  kind: 'run-task-group',
  from: master,
  message: {
    framework: framework(given.info),
    executor: {
      type: 'DEFAULT',
      executor_id: { value: 'p' },
      framework_id: { value: 'F' },
      resources: [scalar('cpus', 0.1), scalar('mem', 32), scalar('disk', 32)],
      ...given.executor,
    },
    task_group: { tasks: [...tasks] },
    ...(given.launch === undefined ? {} : { launch_executor: given.launch }),
  },
})

export const podOf = (state: FollowerState) => state.frameworks.get('F')!.executors.get('p')!
export const nestedOf = (state: FollowerState, id: string): string => podOf(state).tasks.get(id)!.nested!

export const newsOf = (effects: readonly Effect[]) =>
  effects.flatMap(effect =>
    effect.kind === 'send' && effect.name === 'StatusUpdateMessage' ? [(effect.body as any).update.status] : [],
  )

/** What is told of tasks, be it under way or waiting for an acknowledgement. */
export const toldOf = (state: FollowerState, id: string) =>
  podOf(state)
    .tasks.get(id)!
    .task.statuses!.map(status => status.state)

export const exited = (exitCode: number): EndRecord => ({ status: exitCode << 8, exitCode })

/** A pod whose tasks run, all acknowledged. */
export const runningPod = (tasks: readonly TaskInfo[], info: object = {}) => {
  const script = running()
  script.event(runGroup(tasks, { info }))
  const pod = containerOf(script.state, 'p')
  script.event({ kind: 'container-started', containerId: pod, pid: 7, startTime: 70 })
  const run = (id: string) => {
    script.event({ kind: 'container-started', containerId: nestedOf(script.state, id), pid: 8, startTime: 80 })
    while (script.state.streams.has(`F/${id}`)) script.event(acknowledge(script.state, id))
  }
  for (const { task_id } of tasks) run(task_id.value)
  const end = (id: string, record = exited(0)) => {
    const containerId = nestedOf(script.state, id)
    script.event({ kind: 'container-ended', containerId, record })
    return script.event({ kind: 'container-destroyed', containerId, record })
  }
  return { ...script, pod, run, end }
}
