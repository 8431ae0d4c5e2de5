import { forbidden } from '../../../../http/answer.ts'
import type { Task } from '../../../../mesos/messages/task.ts'
import { isTerminal } from '../../../../mesos/messages/terminal.ts'
import type { Executor, FollowerState } from '../../state.ts'
import { newTask } from '../../tasks.ts'
import type { Calls, HandleCall, OperatorHttp } from './context.ts'

/** What the agent knows of itself, of frameworks, executors, tasks and operations. */
export const viewCalls = ({ state, authorize }: OperatorHttp): Calls => ({
  GET_STATE: () => ({
    response: {
      type: 'GET_STATE',
      get_state: {
        get_tasks: getTasks(state),
        get_executors: getExecutors(state),
        get_frameworks: getFrameworks(state),
      },
    },
  }),
  GET_TASKS: () => ({ response: { type: 'GET_TASKS', get_tasks: getTasks(state) } }),
  GET_EXECUTORS: () => ({ response: { type: 'GET_EXECUTORS', get_executors: getExecutors(state) } }),
  GET_FRAMEWORKS: () => ({ response: { type: 'GET_FRAMEWORKS', get_frameworks: getFrameworks(state) } }),
  GET_OPERATIONS: () => ({
    response: { type: 'GET_OPERATIONS', get_operations: operationsOf(state) },
  }),
  GET_AGENT: getAgent(state),
  GET_RESOURCE_PROVIDERS: ({ request }) =>
    authorize('VIEW_RESOURCE_PROVIDER', request.principal)
      ? { response: { type: 'GET_RESOURCE_PROVIDERS', get_resource_providers: {} } }
      : forbidden(),
})

const getAgent =
  (state: FollowerState): HandleCall =>
  () => {
    const { config, since } = state.draining ?? {}
    return {
      response: {
        type: 'GET_AGENT',
        get_agent: {
          agent_info: state.info,
          ...(config ? { drain_config: config } : {}),
          ...(since === undefined ? {} : { estimated_drain_start_time: { nanoseconds: since * 1e6 } }),
        },
      },
    }
  }

interface Found {
  readonly frameworkId: string
  readonly executor: Executor
  readonly over: boolean
}

const executorsOf = (state: FollowerState): readonly Found[] =>
  [...state.frameworks.values(), ...state.completedFrameworks].flatMap(({ id, executors, completedExecutors }) => [
    ...[...executors.values()].map(executor => ({ frameworkId: id, executor, over: false })),
    ...completedExecutors.map(executor => ({ frameworkId: id, executor, over: true })),
  ])

const getTasks = (state: FollowerState) => {
  const all = executorsOf(state)
  const held = all.flatMap(({ executor }) => [...executor.tasks.values()].map(({ task }) => task))
  const queued: Task[] = all.flatMap(({ frameworkId, executor }) =>
    [...executor.queued.values()].map(info => newTask(info, frameworkId, executor)),
  )
  return {
    pending_tasks: [],
    queued_tasks: queued,
    launched_tasks: held.filter(task => !isTerminal(task.state)),
    terminated_tasks: held.filter(task => isTerminal(task.state)),
    completed_tasks: all.flatMap(({ executor }) => executor.completedTasks),
  }
}

const getExecutors = (state: FollowerState) => {
  const all = executorsOf(state)
  const infos = (over: boolean) =>
    all.filter(one => one.over === over).map(({ executor }) => ({ executor_info: executor.info }))
  return { executors: infos(false), completed_executors: infos(true) }
}

const getFrameworks = (state: FollowerState) => ({
  frameworks: [...state.frameworks.values()].map(({ info }) => ({ framework_info: info })),
  completed_frameworks: state.completedFrameworks.map(({ info }) => ({ framework_info: info })),
})

const operationsOf = (state: FollowerState) => {
  const operations = [...state.operations.values()].map(({ operation }) => operation)
  return operations.length === 0 ? {} : { operations }
}
