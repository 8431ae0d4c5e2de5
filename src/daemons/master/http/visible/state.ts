import type { AuthorizationObject } from '../../../../http/types.ts'
import { isReserved, reservationRole, resourcesOf, toPostRefinement } from '../../../../mesos/resources/index.ts'
import type { Agent, Framework, MasterState } from '../../state.ts'

/** One action on an object; the principal is settled. */
export type May = (action: string, object: AuthorizationObject) => boolean

/**
 * PURE. The cluster as somebody sees it: what he may not see is not there, so that whatever renders the state needs to know nothing of it.
 * Sums leave out what is hidden. It shows one moment: nobody changes it.
 */
export const visibleState = (state: MasterState, may: May): MasterState => {
  const frameworks = visibleFrameworks(state.frameworks, may)
  const seesRole = remembered((role: string) => may('VIEW_ROLE', { value: role }))
  const visible = (id: string) => frameworks.has(id)
  const agents = mapped(state.agents.registered, agent => visibleAgent(agent, visible, seesRole))
  return {
    ...state,
    frameworks,
    completedFrameworks: visibleFrameworks(state.completedFrameworks, may),
    agents: { ...state.agents, registered: agents },
    offers: kept(state.offers, ({ framework_id }) => visible(framework_id.value)),
    roles: mapped(
      kept(state.roles, (_, role) => seesRole(role)),
      ids => new Set([...ids].filter(visible)),
    ),
    weights: kept(state.weights, (_, role) => seesRole(role)),
    quotas: kept(state.quotas, (_, role) => seesRole(role)),
    maintenance: { ...state.maintenance, inForce: visiblePlan(state, may) },
  }
}

const visibleFrameworks = (all: ReadonlyMap<string, Framework>, may: May): Map<string, Framework> =>
  mapped(
    kept(all, ({ info }) => may('VIEW_FRAMEWORK', { value: info.user, framework_info: info })),
    framework => visibleFramework(framework, may),
  )

const visibleFramework = (framework: Framework, may: May): Framework => {
  const framework_info = framework.info
  const value = framework_info.user
  const seesTask = (task: object) => may('VIEW_TASK', { value, framework_info, task })
  return {
    ...framework,
    tasks: kept(framework.tasks, seesTask),
    unreachableTasks: kept(framework.unreachableTasks, seesTask),
    completedTasks: framework.completedTasks.filter(seesTask),
    executors: mapped(framework.executors, executors =>
      kept(executors, executor_info => may('VIEW_EXECUTOR', { value, framework_info, executor_info })),
    ),
  }
}

type Sees = (name: string) => boolean

const visibleAgent = (agent: Agent, seesFramework: Sees, seesRole: Sees): Agent => {
  const seen = (resource: Agent['total'][number]) => !isReserved(resource) || seesRole(reservationRole(resource)!)
  return {
    ...agent,
    total: agent.total.filter(seen),
    tasks: kept(agent.tasks, (_, id) => seesFramework(id)),
    executors: kept(agent.executors, (_, id) => seesFramework(id)),
    operations: kept(agent.operations, ({ info }) => toPostRefinement(resourcesOf(info)).every(seen)),
  }
}

const visiblePlan = ({ maintenance }: MasterState, may: May): MasterState['maintenance']['inForce'] => {
  const { schedule, machines } = maintenance.inForce
  const windows = (schedule.windows ?? []).map(window => ({
    ...window,
    machine_ids: window.machine_ids?.filter(machine_id => may('GET_MAINTENANCE_SCHEDULE', { machine_id })),
  }))
  return {
    schedule: schedule.windows ? { windows: windows.filter(({ machine_ids }) => machine_ids?.length) } : schedule,
    machines: kept(machines, ({ id }) => may('GET_MAINTENANCE_STATUS', { machine_id: id })),
  }
}

const kept = <T>(all: ReadonlyMap<string, T>, shown: (item: T, key: string) => boolean): Map<string, T> =>
  new Map([...all].filter(([key, item]) => shown(item, key)))

const mapped = <T, U>(all: ReadonlyMap<string, T>, change: (item: T) => U): Map<string, U> =>
  new Map([...all].map(([key, item]) => [key, change(item)]))

const remembered = (decide: Sees): Sees => {
  const known = new Map<string, boolean>()
  return name => {
    if (!known.has(name)) known.set(name, decide(name))
    return known.get(name)!
  }
}
