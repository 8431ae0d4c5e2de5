import type { AgentInfoCapability, MasterInfo } from '../../mesos/messages/agent-info.ts'
import type { Task } from '../../mesos/messages/task.ts'
import type { Effect } from './effects.ts'
import type { FollowerState, Framework } from './state.ts'
import { newTask } from './tasks.ts'

/** What we can do, and no more than that. */
export const capabilities: readonly AgentInfoCapability[] = [
  { type: 'MULTI_ROLE' },
  { type: 'HIERARCHICAL_ROLE' },
  { type: 'RESERVATION_REFINEMENT' },
  { type: 'RESOURCE_PROVIDER' },
  { type: 'RESIZE_VOLUME' },
  { type: 'AGENT_OPERATION_FEEDBACK' },
  { type: 'AGENT_DRAINING' },
  { type: 'TASK_RESOURCE_LIMITS' },
]

export const longestWait = 60_000

export const masterPid = ({ pid, address, port, ip }: MasterInfo): string =>
  pid ?? `master@${address?.ip ?? dotted(ip)}:${address?.port ?? port}`

/** The address' bytes read as a little-endian number (master.md 1). */
const dotted = (ip: number): string => [0, 8, 16, 24].map(shift => (ip >>> shift) & 0xff).join('.')

/**
 * Makes sure of a connection: one that came back on the same address is not reached by that of before, and one that broke without a word
 * looks well.
 */
export const reach = (state: FollowerState, pid: string): Effect[] => [
  { kind: 'link', pid },
  ...(isUnheard(state) ? [{ kind: 'relink', pid } as const] : []),
]

/** After so many attempts without an answer each: once more over a fresh connection, and proving anew who we are. */
const UNANSWERED = 4

export const isUnheard = ({ registrationAttempts }: FollowerState): boolean =>
  registrationAttempts > 0 && registrationAttempts % UNANSWERED === 0

/** Up to so much, twice as much with each attempt. */
export const backedOff = ({ registrationAttempts }: FollowerState, factor: number, most: number): number =>
  Math.min(factor * 2 ** Math.min(registrationAttempts, MOST_DOUBLINGS), most)

/** Beyond these it is the longest anyhow; without an end, nothing times infinity would be no number. */
const MOST_DOUBLINGS = 30

/** Begins to register, after authenticating where that is asked for; at random, so that all agents do not come at once. */
export const beginRegistration = (state: FollowerState): Effect[] => {
  state.registrationAttempts = 0
  const after = Math.floor(state.random.next() * state.settings.registrationBackoff)
  const kind = state.settings.authenticates ? 'authenticate-due' : 'register-due'
  return [{ kind: 'timer', id: 'registration', after, then: { kind } }]
}

/** Asks to be admitted, and again after a random wait that may be twice as long each time. */
export const sendRegistration = (state: FollowerState): Effect[] => {
  if (state.master === undefined) return []
  const ceiling = backedOff(state, state.settings.registrationBackoff, longestWait)
  state.registrationAttempts += 1
  state.registeredResources = state.checkpointedResources
  const after = Math.max(Math.floor(state.random.next() * ceiling), 100)
  return [
    { kind: 'send', to: state.master.pid, ...(state.info.id === undefined ? firstTime(state) : again(state)) },
    { kind: 'timer', id: 'registration', after, then: { kind: 'register-due' } },
  ]
}

const common = (state: FollowerState) => ({
  agent: { ...state.info, checkpoint: true },
  version: state.settings.version,
  agent_capabilities: capabilities,
  resource_version_uuid: { value: state.resourceVersion },
  ...(state.checkpointedResources.length > 0 ? { checkpointed_resources: state.checkpointedResources } : {}),
})

const firstTime = (state: FollowerState) => ({ name: 'RegisterSlaveMessage', body: common(state) })

/** A framework that is shut down ends without a word: a leader that did not hear of that would wait for one. */
const again = (state: FollowerState) => {
  const frameworks = [...state.frameworks.values()].filter(({ terminating }) => !terminating)
  return {
    name: 'ReregisterSlaveMessage',
    body: {
      ...common(state),
      tasks: frameworks.flatMap(framework => tasksOf(state, framework)),
      frameworks: frameworks.map(({ info }) => info),
      executor_infos: frameworks.flatMap(customExecutors),
      completed_frameworks: state.completedFrameworks.map(({ info, pid, completedExecutors }) => ({
        framework_info: info,
        ...(pid === undefined ? {} : { pid }),
        tasks: completedExecutors.flatMap(({ completedTasks }) => completedTasks),
      })),
    },
  }
}

const tasksOf = (state: FollowerState, framework: Framework): Task[] =>
  [...framework.executors.values()].flatMap(executor => [
    ...[...executor.queued.values()].map(info => newTask(info, framework.id, executor)),
    ...[...executor.tasks.values()].map(({ task }) => {
      const underWay = state.streams.get(`${framework.id}/${task.task_id.value}`)?.pending[0]
      if (underWay === undefined) return task
      return { ...task, status_update_state: underWay.status.state, status_update_uuid: underWay.uuid }
    }),
  ])

const customExecutors = (framework: Framework) =>
  [...framework.executors.values()].filter(({ kind, gone }) => kind !== 'command' && !gone).map(({ info }) => info)

/** The leader counts on us: it hears what we are, and what it may have missed. */
export const sendAgentUpdate = (state: FollowerState): Effect[] => {
  if (state.master === undefined || state.info.id === undefined) return []
  const operations = [...state.operations.values()].map(({ operation }) => operation)
  const body = {
    agent_id: state.info.id,
    update_oversubscribed_resources: state.oversubscribed !== undefined,
    ...(state.oversubscribed === undefined ? {} : { oversubscribed_resources: state.oversubscribed }),
    operations: operations.length === 0 ? {} : { operations },
    resource_version_uuid: { value: state.resourceVersion },
    resource_providers: {},
  }
  return [{ kind: 'send', to: state.master.pid, name: 'UpdateSlaveMessage', body }]
}

export const expectPing = (state: FollowerState): Effect => ({
  kind: 'timer',
  id: 'ping',
  after: state.pingTimeout,
  then: { kind: 'ping-timeout' },
})

/** Messages count only from the leader that we follow. */
export const isFromMaster = (state: FollowerState, from: string): boolean => state.master?.pid === from

export const ignored = (what: string, from: string): Effect[] => [
  { kind: 'log', level: 'warning', message: `ignored ${what} from ${from}, who is not our leader` },
]
