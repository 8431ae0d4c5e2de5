import { newAgent } from '../../../../src/daemons/master/agents/add.ts'
import { agentAdded, frameworkAdded, used } from '../../../../src/daemons/master/allocation.ts'
import { newFramework } from '../../../../src/daemons/master/frameworks/new.ts'
import { track } from '../../../../src/daemons/master/frameworks/roles.ts'
import { newState } from '../../../../src/daemons/master/new-state.ts'
import type { Framework, MasterState } from '../../../../src/daemons/master/state.ts'
import { addExecutor, addTask } from '../../../../src/daemons/master/tasks/add.ts'
import type { MasterInfo } from '../../../../src/mesos/messages/agent-info.ts'
import { fromJson } from '../../../../src/mesos/messages/codec/index.ts'
import { Response } from '../../../../src/mesos/messages/master-response.ts'
import { toPostRefinement } from '../../../../src/mesos/resources/index.ts'
import { settings } from '../settings.ts'

/** A leader that knows what a real one said in its v1 responses: `say` gives the JSON of GET_MASTER, GET_AGENTS and so on. */
export const situationOf = (say: (call: string) => unknown): MasterState => {
  const read = (call: string): Response => fromJson(Response, say(call))
  const { master_info, start_time, elected_time } = read('GET_MASTER').get_master!
  const state = newState(master_info as MasterInfo, settings, [1, 2, 3, 4], start_time! * 1000)
  state.phase = 'leading'
  state.leader = state.info
  state.electedAt = elected_time! * 1000
  enterAgents(state, read('GET_AGENTS'))
  enterFrameworks(state, read('GET_FRAMEWORKS'))
  enterTasks(state, read('GET_TASKS'), read('GET_EXECUTORS'))
  for (const agent of state.agents.registered.values()) agentAdded(state, agent)
  for (const framework of state.frameworks.values()) frameworkAdded(state, framework)
  for (const { framework_id, agent_id, resources } of state.offers.values()) {
    used(state, state.agents.registered.get(agent_id.value)!, framework_id.value, resources ?? [])
  }
  enterSettings(state, read('GET_WEIGHTS'), read('GET_QUOTA'))
  return state
}

const milliseconds = (time: { readonly nanoseconds: number } | undefined) => time && time.nanoseconds / 1e6

const enterAgents = (state: MasterState, { get_agents }: Response): void => {
  for (const shown of get_agents!.agents ?? []) {
    const { agent_info: info, pid, version, capabilities = [], total_resources = [] } = shown
    const total = toPostRefinement(
      total_resources.map(resource => (resource.reservations ? withoutOld(resource) : resource)),
    )
    const arrival = { info, pid: pid!, version, capabilities, total, checkpointed: [] }
    const agent = newAgent(state, arrival, milliseconds(shown.registered_time)!)
    agent.reregisteredAt = milliseconds(shown.reregistered_time)
    agent.deactivated = shown.deactivated ?? false
    if (shown.drain_info) {
      const startedAt = milliseconds(shown.estimated_drain_start_time)
      agent.drain = { ...shown.drain_info, startedAt }
    }
    state.agents.registered.set(agent.id, agent)
  }
}

const withoutOld = <T extends { role?: string; reservation?: unknown }>({ role: _, reservation: __, ...rest }: T) =>
  rest as unknown as T

const enterFrameworks = (state: MasterState, { get_frameworks }: Response): void => {
  const { frameworks = [], completed_frameworks = [] } = get_frameworks!
  for (const [list, into] of [
    [frameworks, state.frameworks],
    [completed_frameworks, state.completedFrameworks],
  ] as const) {
    for (const shown of list) into.set(shown.framework_info.id!.value, frameworkOf(state, shown))
  }
  for (const framework of state.frameworks.values()) track(state, framework)
}

type ShownFramework = NonNullable<NonNullable<Response['get_frameworks']>['frameworks']>[number]

const frameworkOf = (state: MasterState, shown: ShownFramework): Framework => {
  const framework = newFramework(shown.framework_info)
  framework.active = shown.active
  framework.connected = shown.connected
  framework.recovered = shown.recovered
  framework.registeredAt = milliseconds(shown.registered_time)
  framework.reregisteredAt = milliseconds(shown.reregistered_time)
  framework.unregisteredAt = milliseconds(shown.unregistered_time)
  for (const offer of shown.offers ?? []) {
    framework.offers.add(offer.id.value)
    state.offers.set(offer.id.value, offer)
    state.agents.registered.get(offer.agent_id.value)?.offers.add(offer.id.value)
  }
  return framework
}

const enterTasks = (state: MasterState, { get_tasks }: Response, { get_executors }: Response): void => {
  const frameworkOfId = (id: string) => (state.frameworks.get(id) ?? state.completedFrameworks.get(id))!
  for (const task of get_tasks!.tasks ?? []) {
    addTask(frameworkOfId(task.framework_id.value), state.agents.registered.get(task.agent_id.value)!, task)
  }
  for (const task of get_tasks!.completed_tasks ?? []) frameworkOfId(task.framework_id.value).completedTasks.push(task)
  for (const { executor_info, agent_id } of get_executors!.executors ?? []) {
    const framework = frameworkOfId(executor_info.framework_id!.value)
    addExecutor(framework, state.agents.registered.get(agent_id.value)!, executor_info)
  }
}

const enterSettings = (state: MasterState, { get_weights }: Response, { get_quota }: Response): void => {
  for (const { role, weight } of get_weights?.weight_infos ?? []) state.weights.set(role!, weight)
  for (const config of get_quota!.status.configs ?? []) state.quotas.set(config.role, config)
}
