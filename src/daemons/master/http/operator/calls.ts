import { forbidden } from '../../../../http/answer.ts'
import { okMessage } from '../../../../http/call-format.ts'
import type { MediaType } from '../../../../http/negotiate.ts'
import type { Answer, HttpRequest } from '../../../../http/types.ts'
import type { Call, CallType } from '../../../../mesos/messages/master-call.ts'
import { Response } from '../../../../mesos/messages/master-response.ts'
import type { MasterState } from '../../state.ts'
import type { MasterHttp } from '../context.ts'
import { decided } from '../decided.ts'
import { clusterStatus, schedule } from '../render/cluster.ts'
import { roleViews } from '../render/roles.ts'
import { seconds } from '../render/seconds.ts'
import { getAgents, getExecutors, getFrameworks, getState, getTasks } from '../render/v1.ts'
import { tearDown } from '../teardown.ts'
import { fileCalls } from './files.ts'
import { largeCall } from './large-call.ts'
import { loggingCalls } from './logging.ts'
import { operationCalls } from './operations.ts'
import { quotaCalls } from './quota.ts'
import { retirementCalls } from './retirement.ts'
import { seeing } from './seeing.ts'
import { subscribeCall } from './subscribe.ts'

export interface Asked {
  readonly call: Call
  readonly request: HttpRequest
  /** What the answer is written in. */
  readonly accept: MediaType
}

export type HandleCall = (asked: Asked) => Answer | Promise<Answer>

export type Calls = Partial<Record<CallType, HandleCall>>

/** Every call of the operator API (facts/api-v1.md 7) with what answers it. */
export const createCalls = (http: MasterHttp): Calls => ({
  ...aboutTheMaster(http),
  ...fileCalls(http),
  ...loggingCalls(http),
  ...seeing(http, views),
  ...changes(http),
  ...retirementCalls(http),
  ...quotaCalls(http),
  ...operationCalls(http),
})

/** What everybody sees of as much as he may. */
const views = (http: MasterHttp): Calls => ({ ...aboutTheCluster(http.state), ...large(http) })

const small =
  (response: () => Response): HandleCall =>
  ({ accept }) =>
    okMessage(Response, accept, response())

const aboutTheMaster = ({ state, build, flags, metrics, refresh, authorize }: MasterHttp): Calls => ({
  GET_HEALTH: small(() => ({ type: 'GET_HEALTH', get_health: { healthy: true } })),
  GET_VERSION: small(() => ({ type: 'GET_VERSION', get_version: { version_info: build } })),
  GET_FLAGS: ({ accept, request }) => {
    if (!authorize('VIEW_FLAGS', request.principal)) return forbidden()
    const all = Object.entries(flags).map(([name, value]) => ({ name, value }))
    return okMessage(Response, accept, { type: 'GET_FLAGS', get_flags: { flags: all } })
  },
  GET_METRICS: async ({ accept }) => {
    await refresh()
    const all = Object.entries(metrics.snapshot()).map(([name, value]) => ({ name, value }))
    return okMessage(Response, accept, { type: 'GET_METRICS', get_metrics: { metrics: all } })
  },
  GET_MASTER: small(() => ({
    type: 'GET_MASTER',
    get_master: {
      master_info: state.info,
      start_time: seconds(state.startedAt),
      ...(state.electedAt !== undefined && { elected_time: seconds(state.electedAt) }),
    },
  })),
})

const aboutTheCluster = (state: MasterState): Calls => ({
  GET_ROLES: small(() => ({ type: 'GET_ROLES', get_roles: { roles: roleViews(state).map(roleMessage) } })),
  GET_MAINTENANCE_STATUS: small(() => ({
    type: 'GET_MAINTENANCE_STATUS',
    get_maintenance_status: { status: clusterStatus(state) },
  })),
  GET_MAINTENANCE_SCHEDULE: small(() => ({
    type: 'GET_MAINTENANCE_SCHEDULE',
    get_maintenance_schedule: { schedule: schedule(state) },
  })),
  GET_OPERATIONS: small(() => ({
    type: 'GET_OPERATIONS',
    get_operations: {
      operations: [...state.agents.registered.values()].flatMap(({ operations }) => [...operations.values()]),
    },
  })),
})

const roleMessage = ({ name, weight, frameworks, resources }: ReturnType<typeof roleViews>[number]) => ({
  name,
  weight,
  frameworks: frameworks.map(value => ({ value })),
  resources: Object.entries(resources)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([resource, value]) => ({ name: resource, type: 'SCALAR' as const, scalar: { value } })),
})

const large = (http: MasterHttp): Calls => ({
  GET_STATE: largeCall(http, 'GET_STATE', 'get_state', getState),
  GET_AGENTS: largeCall(http, 'GET_AGENTS', 'get_agents', getAgents),
  GET_FRAMEWORKS: largeCall(http, 'GET_FRAMEWORKS', 'get_frameworks', getFrameworks),
  GET_EXECUTORS: largeCall(http, 'GET_EXECUTORS', 'get_executors', getExecutors),
  GET_TASKS: largeCall(http, 'GET_TASKS', 'get_tasks', getTasks),
  SUBSCRIBE: subscribeCall(http),
})

const changes = (http: MasterHttp): Calls => ({
  TEARDOWN: ({ call, request: { principal } }) => tearDown(http, call.teardown!.framework_id.value, principal),
  MARK_AGENT_GONE: ({ call, request: { principal } }) => {
    const agentId = call.mark_agent_gone!.agent_id.value
    if (!http.authorize('MARK_AGENT_GONE', principal, { value: agentId })) return forbidden()
    return decided(http, request => ({ kind: 'mark-agent-gone', agentId, request }))
  },
})
