import { keyOf } from '../../../../src/daemons/follower/container-id.ts'
import type { Executor, FollowerState, Framework } from '../../../../src/daemons/follower/state.ts'
import { Response } from '../../../../src/mesos/messages/agent-response.ts'
import { fromJson } from '../../../../src/mesos/messages/codec/index.ts'
import type { Task } from '../../../../src/mesos/messages/task.ts'
import { newState } from '../new-state.ts'

interface Shown {
  /** The JSON of a v1 call's answer; undefined where nobody asked. */
  readonly say: (call: string) => unknown
  /** The JSON of /state: which executor has which task, and where. */
  readonly state: any
}

/** A follower that knows what a real agent said. */
export const situationOf = ({ say, state: shown }: Shown): FollowerState => {
  const read = (call: string): Response => fromJson(Response, say(call) ?? {})
  const [, address = ''] = shown.pid.split('@')
  const [ip = '', port = ''] = address.split(':')
  const state = newState({ workDir: shown.flags.work_dir, ip, port: Number(port) })
  Object.assign(state, { pid: shown.pid, startTime: shown.start_time * 1000, phase: 'running' })
  state.info = read('GET_AGENT').get_agent!.agent_info!
  state.master = { info: { id: 'M', ip: 0, port: 0, hostname: shown.master_hostname }, pid: 'master@127.0.0.1:1' }
  const known = read('GET_STATE').get_state!
  const tasks = new Map(
    Object.values(known.get_tasks ?? {})
      .flat()
      .map(task => [`${(task as Task).framework_id.value}/${(task as Task).task_id.value}`, task as Task]),
  )
  const completed = known.get_tasks?.completed_tasks ?? []
  const infos = [...(known.get_executors?.executors ?? []), ...(known.get_executors?.completed_executors ?? [])]
  const frameworks = [
    ...(known.get_frameworks?.frameworks ?? []),
    ...(known.get_frameworks?.completed_frameworks ?? []),
  ].map(({ framework_info }) => framework_info)
  const executorOf = (frameworkId: string, gone: boolean) => (view: any) =>
    toExecutor(view, gone, {
      info: infos.find(
        ({ executor_info: info }) => info.executor_id.value === view.id && info.framework_id?.value === frameworkId,
      )!.executor_info,
      task: id => tasks.get(`${frameworkId}/${id}`)!,
      isCompleted: id => completed.some(task => task.task_id.value === id && task.framework_id.value === frameworkId),
    })
  const frameworkOf = (view: any): Framework => ({
    id: view.id,
    info: frameworks.find(({ id }) => id?.value === view.id)!,
    executors: new Map(view.executors.map(executorOf(view.id, false)).map((one: Executor) => [one.id, one])),
    completedExecutors: view.completed_executors.map(executorOf(view.id, true)),
    terminating: false,
  })
  for (const view of shown.frameworks) state.frameworks.set(view.id, frameworkOf(view))
  state.completedFrameworks.push(...shown.completed_frameworks.map(frameworkOf))
  enterContainers(state, read('GET_CONTAINERS_nested'))
  return state
}

interface Of {
  readonly info: Executor['info']
  readonly task: (id: string) => Task
  /** Its end is acknowledged. */
  readonly isCompleted: (id: string) => boolean
}

const toExecutor = (view: any, gone: boolean, { info, task, isCompleted }: Of): Executor => ({
  id: view.id,
  info,
  containerId: view.container,
  kind: view.type === 'DEFAULT' ? 'pod' : view.name.startsWith('Command Executor') ? 'command' : 'custom',
  directory: view.directory,
  state: gone ? 'terminated' : 'running',
  queued: new Map(),
  queuedGroups: [],
  tasks: new Map(
    [...view.tasks, ...view.completed_tasks]
      .filter(({ id }) => !isCompleted(id))
      .map(({ id }: { id: string }) => [id, { task: task(id) }]),
  ),
  completedTasks: view.completed_tasks.filter(({ id }: any) => isCompleted(id)).map(({ id }: any) => task(id)),
  gone,
})

const enterContainers = (state: FollowerState, { get_containers }: Response): void => {
  const executors = [...state.frameworks.values()].flatMap(({ executors: all }) => [...all.values()])
  for (const { container_status, resource_statistics } of get_containers?.containers ?? []) {
    const key = keyOf(container_status!.container_id!)
    const process = { pid: container_status!.executor_pid!, startTime: 1 }
    const executor = executors.find(({ containerId }) => containerId === key)
    if (executor) executor.process = process
    else {
      const { cpus_soft_limit: cpus, mem_soft_limit_bytes: bytes } = resource_statistics ?? {}
      state.containers.set(key, {
        ...{ id: key, command: {}, directory: `/sandbox/${key}`, phase: 'running', process },
        kind: key.includes('/') ? 'nested' : 'standalone',
        resources: [
          ...(cpus ? [{ name: 'cpus', type: 'SCALAR' as const, scalar: { value: cpus } }] : []),
          ...(bytes ? [{ name: 'mem', type: 'SCALAR' as const, scalar: { value: bytes / 1024 / 1024 } }] : []),
        ],
      })
    }
  }
}
