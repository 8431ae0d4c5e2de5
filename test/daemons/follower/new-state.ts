import type { Effect } from '../../../src/daemons/follower/effects.ts'
import type { Event } from '../../../src/daemons/follower/events.ts'
import { newState as freshState } from '../../../src/daemons/follower/new-state.ts'
import type { FollowerSettings, FollowerState } from '../../../src/daemons/follower/state.ts'
import { transition } from '../../../src/daemons/follower/transitions/table.ts'
import { seededRandom } from '../../../src/runtime/random.ts'

export const master = 'master@10.0.0.1:5050'
export const agentId = 'M-S0'

const settings: FollowerSettings = {
  workDir: '/work',
  version: '1.9.0',
  authenticates: false,
  registrationBackoff: 1_000,
  authentication: { timeoutMin: 5_000, timeoutMax: 60_000, backoff: 1_000 },
  executorRegistrationTimeout: 60_000,
  executorReregistrationTimeout: 2_000,
  executorShutdownGrace: 5_000,
  recoveryTimeout: 900_000,
  gcDelay: 604_800_000,
  switchUser: true,
  ownUser: 'root',
  root: true,
  maxCompletedExecutors: 150,
  ip: '10.0.0.2',
  port: 5051,
}

export const newState = (given: Partial<FollowerSettings> = {}): FollowerState => ({
  ...freshState({ ...settings, ...given }, { hostname: 'h', port: 5051, resources: [] }, seededRandom(1), 0),
  random: seededRandom(1),
  resourceVersion: 'AAAAAAAAAAAAAAAAAAAAAA==',
})

/** A script of events, and what comes of each. */
export const play = (state: FollowerState) => {
  let now = 1_000_000
  return {
    state,
    pass: (ms: number) => void (now += ms),
    event: (event: Event): readonly Effect[] => transition(state, event, now),
    /** The kinds alone, messages by name, updates by state. */
    kinds: (event: Event): readonly string[] =>
      transition(state, event, now)
        .filter(({ kind }) => kind !== 'log' && kind !== 'count')
        .map(describe),
  }
}

export const describe = (effect: Effect): string => {
  if (effect.kind === 'send') {
    const state = (effect.body as any).update?.status?.state
    return state ? `${effect.name} ${state}` : effect.name
  }
  if (effect.kind === 'timer') return `timer ${effect.then.kind} ${effect.after}`
  if (effect.kind === 'cancel-timer') return `cancel ${effect.id}`
  if (effect.kind === 'signal') return `signal ${effect.signal}`
  if (effect.kind === 'checkpoint-update') return `checkpoint-update ${effect.record.type}`
  if (effect.kind === 'executor-event') return `executor ${effect.event.type}`
  return effect.kind
}

export const masterInfo = { id: 'M', ip: 0, port: 5050, pid: master }

/** Registered with a leader. */
export const running = (given: Partial<FollowerSettings> = {}) => {
  const script = play(newState(given))
  script.event({ kind: 'recovered' })
  script.event({ kind: 'master-detected', master: masterInfo })
  script.event({
    kind: 'registered',
    from: master,
    message: { agent_id: { value: agentId }, connection: { total_ping_timeout_seconds: 75 } },
  })
  return script
}

export const framework = (more: object = {}) => ({
  user: 'root',
  name: 'f',
  id: { value: 'F' },
  checkpoint: true,
  roles: ['dev'],
  capabilities: [{ type: 'MULTI_ROLE' as const }, { type: 'PARTITION_AWARE' as const }],
  ...more,
})

export const runTask = (id: string, task: object = {}, info: object = {}): Event => ({
  kind: 'run-task',
  from: master,
  message: {
    framework: framework(info),
    task: {
      name: id,
      task_id: { value: id },
      agent_id: { value: agentId },
      resources: [
        { name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, allocation_info: { role: 'dev' } },
        { name: 'mem', type: 'SCALAR', scalar: { value: 128 }, allocation_info: { role: 'dev' } },
      ],
      command: { value: 'true' },
      ...task,
    },
  },
})

/** The leader acknowledges what is under way for a task. */
export const acknowledge = (state: FollowerState, id: string): Event => ({
  kind: 'update-acknowledged',
  from: master,
  message: {
    agent_id: { value: agentId },
    framework_id: { value: 'F' },
    task_id: { value: id },
    uuid: state.streams.get(`F/${id}`)?.pending[0]?.uuid ?? 'none',
  },
})

export const containerOf = (state: FollowerState, id: string): string =>
  state.frameworks.get('F')!.executors.get(id)!.containerId
