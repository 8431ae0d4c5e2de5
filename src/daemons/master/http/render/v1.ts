import type { AgentInfoCapability } from '../../../../mesos/messages/agent-info.ts'
import {
  ResponseGetAgents,
  type ResponseGetAgentsAgent,
  ResponseGetExecutors,
  ResponseGetFrameworks,
  type ResponseGetFrameworksFramework,
  ResponseGetState,
  ResponseGetTasks,
} from '../../../../mesos/messages/master-response.ts'
import { type Resources, toEndpointForm, toPostRefinement } from '../../../../mesos/resources/index.ts'
import type { Agent, Framework, MasterState, ResourceProvider } from '../../state.ts'
import type { Large } from './large.ts'
import { seconds, timeInfo } from './seconds.ts'
import { melted, meltedSlowly, offered, usedByAgent, usedByFramework } from './usage.ts'
import type { WrittenTasks } from './written-tasks.ts'

/** PURE. The large responses of the operator API: facts/api-v1.md 7. What holds of /state (state.ts) holds of them. */
export const getState = (state: MasterState, written: WrittenTasks): Large => ({
  schema: ResponseGetState,
  parts: {
    get_tasks: getTasks(state, written),
    get_executors: getExecutors(state),
    get_frameworks: getFrameworks(state),
    get_agents: getAgents(state),
  },
})

export const getTasks = (state: MasterState, written: WrittenTasks): Large => {
  const frameworks = [...state.frameworks.values()]
  const all = [...frameworks, ...state.completedFrameworks.values()]
  return {
    schema: ResponseGetTasks,
    kept: {
      tasks: type => eachOf(frameworks, ({ tasks }) => written.tasks[type].list(tasks, tasks.values())),
      unreachable_tasks: type =>
        eachOf(frameworks, ({ unreachableTasks: tasks }) =>
          written.unreachable_tasks[type].list(tasks, tasks.values()),
        ),
      completed_tasks: type =>
        eachOf(all, ({ completedTasks: tasks }) => written.completed_tasks[type].list(tasks, tasks)),
    },
  }
}

export const getExecutors = (state: MasterState): Large => ({
  schema: ResponseGetExecutors,
  lists: { executors: eachOf([...state.frameworks.values()], executorsOf) },
})

export const getFrameworks = (state: MasterState): Large => ({
  schema: ResponseGetFrameworks,
  lists: {
    frameworks: eachOf([...state.frameworks.values()], framework => frameworkMessage(state, framework)),
    completed_frameworks: eachOf([...state.completedFrameworks.values()], framework =>
      frameworkMessage(state, framework),
    ),
  },
})

export const getAgents = (state: MasterState): Large => ({
  schema: ResponseGetAgents,
  lists: {
    agents: eachOf([...state.agents.registered.values()], agent => [agentMessage(state, agent)]),
    recovered_agents: [...state.agents.recovered.values()].map(({ info }) => info),
  },
})

function* eachOf<T, U>(groups: Iterable<T>, items: (group: T) => Iterable<U>): Generator<U> {
  for (const group of groups) yield* items(group)
}

function* executorsOf({ executors }: Framework) {
  for (const [agentId, byId] of executors) {
    for (const executor_info of byId.values()) yield { executor_info, agent_id: { value: agentId } }
  }
}

function* frameworkMessage(
  state: MasterState,
  framework: Framework,
): Generator<ResponseGetFrameworksFramework | undefined> {
  const used = yield* meltedSlowly(usedByFramework(framework))
  yield frameworkWith(state, framework, used)
}

const frameworkWith = (state: MasterState, framework: Framework, used: Resources): ResponseGetFrameworksFramework => ({
  framework_info: framework.info,
  active: framework.active,
  connected: framework.connected,
  recovered: framework.recovered,
  registered_time: timeInfo(framework.registeredAt ?? 0),
  reregistered_time: timeInfo(framework.reregisteredAt ?? framework.registeredAt ?? 0),
  ...(framework.unregisteredAt !== undefined && { unregistered_time: timeInfo(framework.unregisteredAt) }),
  offers: known(state.offers, framework.offers),
  inverse_offers: known(state.inverseOffers, framework.inverseOffers),
  allocated_resources: shown([used]),
  offered_resources: shown(offered(state, framework.offers)),
  offer_constraints: framework.offerConstraints ?? {},
})

const agentMessage = (state: MasterState, agent: Agent): ResponseGetAgentsAgent => ({
  agent_info: agent.info,
  active: agent.active && !agent.deactivated,
  deactivated: agent.deactivated,
  version: agent.version,
  pid: agent.pid,
  registered_time: timeInfo(agent.registeredAt),
  ...(agent.reregisteredAt !== undefined && { reregistered_time: timeInfo(agent.reregisteredAt) }),
  total_resources: toEndpointForm(agent.total),
  allocated_resources: shown(usedByAgent(agent)),
  offered_resources: shown(offered(state, agent.offers)),
  capabilities: [...agent.capabilities].map(type => ({ type }) as AgentInfoCapability),
  ...(agent.providers && { resource_providers: [...agent.providers.values()].map(providerMessage) }),
  ...(agent.drain && { drain_info: { state: agent.drain.state, config: agent.drain.config } }),
  ...(agent.drain?.startedAt !== undefined && { estimated_drain_start_time: wholeSeconds(agent.drain.startedAt) }),
})

const providerMessage = ({ info, total }: ResourceProvider) => ({
  resource_provider_info: info,
  total_resources: toEndpointForm(total),
})

const known = <T>(all: ReadonlyMap<string, T>, ids: Iterable<string>): T[] =>
  [...ids].map(id => all.get(id)).filter(item => item !== undefined)

const shown = (lists: Iterable<Resources>) => toEndpointForm(toPostRefinement(melted(lists)))

const wholeSeconds = (ms: number) => timeInfo(Math.floor(seconds(ms)) * 1000)
