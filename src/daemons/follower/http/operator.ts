import { badRequest, okEmpty, okJson, refusal, unavailable } from '../../../http/answer.ts'
import type { BuildInfo } from '../../../http/build-info.ts'
import { okMessage, readCall } from '../../../http/call-format.ts'
import { callTypes, JSON_TYPE, type MediaType } from '../../../http/negotiate.ts'
import type { Answer, HttpRequest, Route } from '../../../http/types.ts'
import { Call } from '../../../mesos/messages/agent-call.ts'
import { Response } from '../../../mesos/messages/agent-response.ts'
import { toJson } from '../../../mesos/messages/codec/index.ts'
import type { Task } from '../../../mesos/messages/task.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Metrics } from '../../../runtime/metrics.ts'
import type { Containerizer } from '../containerizer/containerizer.ts'
import { type Executor, type FollowerState, isTerminal } from '../state.ts'
import { newTask } from '../tasks.ts'
import { runningContainers, statisticsOf } from './containers.ts'
import type { OperatorFiles } from './operator-files.ts'

export interface OperatorRouteOptions {
  readonly state: FollowerState
  readonly containerizer: Containerizer
  readonly metrics: Metrics
  readonly log: Logger
  readonly build: BuildInfo
  readonly shownFlags: Readonly<Record<string, string>>
  readonly files: OperatorFiles
  readonly realm: string
  readonly now: () => number
}

/** The agent's operator API, what of it only reads (api-v1.md 8). */
export const operatorRoute = (options: OperatorRouteOptions): Route => ({
  path: '/api/v1',
  methods: ['POST'],
  realm: options.realm,
  handle: async request => {
    if (options.state.phase === 'recovering') return unavailable('Agent has not finished recovery')
    const types = callTypes(request.headers)
    if ('status' in types) return types
    const read = readCall(Call, types.content, request.body)
    if (!('call' in read)) return read
    const { type } = read.call
    if (type === undefined || type === 'UNKNOWN') {
      return badRequest("Failed to validate agent::Call: Expecting 'type' to be present")
    }
    const answer = answers[type]
    if (answer === undefined) return refusal(501, `The call ${type} is not implemented`)
    const result = await answer(options, read.call, request)
    return 'status' in result ? result : written(types.accept, result.response)
  },
})

/** Lists that Mesos writes in JSON even when nothing is in them: it builds these answers by hand. */
const alwaysThere: Readonly<Record<string, readonly string[]>> = {
  get_tasks: ['pending_tasks', 'queued_tasks', 'launched_tasks', 'terminated_tasks', 'completed_tasks'],
  get_executors: ['executors', 'completed_executors'],
  get_frameworks: ['frameworks', 'completed_frameworks'],
}

const written = (type: MediaType, response: Response): Answer => {
  if (type !== JSON_TYPE) return okMessage(Response, type, response)
  const json = toJson(Response, response) as Record<string, Record<string, unknown>>
  for (const holder of [json, json.get_state ?? {}]) {
    for (const [key, lists] of Object.entries(alwaysThere)) {
      const value = holder[key] as Record<string, unknown> | undefined
      if (value) holder[key] = { ...Object.fromEntries(lists.map(list => [list, value[list] ?? []])) }
    }
  }
  return okJson(JSON.stringify(json))
}

type Answers = (
  options: OperatorRouteOptions,
  call: Call,
  request: HttpRequest,
) => Promise<{ readonly response: Response } | Answer> | { readonly response: Response } | Answer

const answers: { readonly [K in NonNullable<Call['type']>]?: Answers } = {
  GET_HEALTH: () => ({ response: { type: 'GET_HEALTH', get_health: { healthy: true } } }),
  GET_FLAGS: ({ shownFlags }) => ({
    response: {
      type: 'GET_FLAGS',
      get_flags: { flags: Object.entries(shownFlags).map(([name, value]) => ({ name, value })) },
    },
  }),
  GET_VERSION: ({ build }) => ({ response: { type: 'GET_VERSION', get_version: { version_info: build } } }),
  GET_METRICS: ({ metrics }, call) =>
    call.get_metrics === undefined
      ? badRequest("Failed to validate agent::Call: Expecting 'get_metrics' to be present")
      : {
          response: {
            type: 'GET_METRICS',
            get_metrics: { metrics: Object.entries(metrics.snapshot()).map(([name, value]) => ({ name, value })) },
          },
        },
  GET_LOGGING_LEVEL: ({ log }) => ({
    response: { type: 'GET_LOGGING_LEVEL', get_logging_level: { level: log.verbosity } },
  }),
  SET_LOGGING_LEVEL: ({ log }, call) => {
    if (call.set_logging_level === undefined) {
      return badRequest("Failed to validate agent::Call: Expecting 'set_logging_level' to be present")
    }
    log.verbosity = call.set_logging_level.level
    return okEmpty
  },
  LIST_FILES: ({ files }, call, { principal }) =>
    call.list_files === undefined
      ? badRequest("Failed to validate agent::Call: Expecting 'list_files' to be present")
      : files.list(call.list_files.path, principal),
  READ_FILE: ({ files }, call, { principal }) =>
    call.read_file === undefined
      ? badRequest("Failed to validate agent::Call: Expecting 'read_file' to be present")
      : files.read(call.read_file, principal),
  GET_STATE: options => ({
    response: {
      type: 'GET_STATE',
      get_state: {
        get_tasks: getTasks(options.state),
        get_executors: getExecutors(options.state),
        get_frameworks: getFrameworks(options.state),
      },
    },
  }),
  GET_TASKS: ({ state }) => ({ response: { type: 'GET_TASKS', get_tasks: getTasks(state) } }),
  GET_EXECUTORS: ({ state }) => ({ response: { type: 'GET_EXECUTORS', get_executors: getExecutors(state) } }),
  GET_FRAMEWORKS: ({ state }) => ({ response: { type: 'GET_FRAMEWORKS', get_frameworks: getFrameworks(state) } }),
  GET_CONTAINERS: async options => ({
    response: { type: 'GET_CONTAINERS', get_containers: { containers: await getContainers(options) } },
  }),
  GET_AGENT: ({ state }) => ({
    response: {
      type: 'GET_AGENT',
      get_agent: {
        agent_info: state.info,
        ...(state.draining
          ? {
              drain_config: state.draining.config,
              estimated_drain_start_time: { nanoseconds: state.draining.since * 1e6 },
            }
          : {}),
      },
    },
  }),
  GET_OPERATIONS: ({ state }) => ({ response: { type: 'GET_OPERATIONS', get_operations: getOperations(state) } }),
  GET_RESOURCE_PROVIDERS: () => ({ response: { type: 'GET_RESOURCE_PROVIDERS', get_resource_providers: {} } }),
}

const getOperations = ({ operations }: FollowerState) =>
  operations.size === 0 ? {} : { operations: [...operations.values()].map(({ operation }) => operation) }

const executorsOf = (state: FollowerState): readonly { frameworkId: string; executor: Executor; over: boolean }[] =>
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

const getContainers = ({ state, containerizer, now }: OperatorRouteOptions) =>
  Promise.all(
    runningContainers(state).map(async one => ({
      framework_id: { value: one.framework.id },
      executor_id: { value: one.executor.id },
      executor_name: one.executor.info.name ?? '',
      container_id: { value: one.executor.containerId },
      container_status: {
        container_id: { value: one.executor.containerId },
        ...(one.executor.process ? { executor_pid: one.executor.process.pid } : {}),
      },
      resource_statistics: await statisticsOf(containerizer, one, now()),
    })),
  )
