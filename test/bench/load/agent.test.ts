import { describe, expect, it } from 'vitest'
import { type AgentAction, type AgentEvent, newAgent, stepAgent } from '../../../bench/load/agent.ts'

const master = 'master@127.0.0.1:5050'
const framework = { id: { value: 'F' }, user: 'root', name: 'f' }
const task = (id: string, command = 'sleep 1.5') => ({
  name: id,
  task_id: { value: id },
  agent_id: { value: 'A' },
  resources: [],
  command: { value: command },
})

const start = () => {
  const state = newAgent('slave(1)@127.0.0.2:5051', { hostname: 'h' }, { backoff: 100, retry: 10_000 })
  const happen = (event: AgentEvent, now = 0) => stepAgent(state, event, now, () => 0.5)
  const hear = (name: string, body: object, now = 0) => happen({ kind: 'message', from: master, name, body }, now)
  return { state, happen, hear }
}

const registered = () => {
  const agent = start()
  agent.happen({ kind: 'leader', master })
  agent.happen({ kind: 'due', timer: { what: 'register', attempt: 0 } })
  agent.hear('SlaveRegisteredMessage', { agent_id: { value: 'A' } })
  return agent
}

const sent = (actions: readonly AgentAction[]): any[] =>
  actions.flatMap(action => (action.kind === 'send' ? [{ name: action.name, to: action.to, ...action.body }] : []))
const names = (actions: readonly AgentAction[]) => sent(actions).map(({ name }) => name)
const timers = (actions: readonly AgentAction[]) =>
  actions.flatMap(action => (action.kind === 'timer' ? [{ ...action.timer, after: action.after }] : []))
const acknowledge = (actions: readonly AgentAction[]) => {
  const { update } = sent(actions).find(({ name }) => name === 'StatusUpdateMessage')
  const { framework_id, agent_id, status, uuid } = update
  return { framework_id, agent_id, task_id: status.task_id, uuid }
}

describe('an emulated agent', () => {
  it('registers after its backoff, and again while nobody answers', () => {
    const { happen, state } = start()
    expect(timers(happen({ kind: 'leader', master }))).toEqual([{ what: 'register', attempt: 0, after: 50 }])
    const first = happen({ kind: 'due', timer: { what: 'register', attempt: 0 } })
    expect(sent(first)[0]).toMatchObject({ name: 'RegisterSlaveMessage', to: master, agent: { hostname: 'h' } })
    expect(timers(first)).toMatchObject([{ what: 'register', attempt: 1 }])
    expect(happen({ kind: 'due', timer: { what: 'register', attempt: 0 } })).toEqual([])
    expect(names(happen({ kind: 'due', timer: { what: 'register', attempt: 1 } }))).toEqual(['RegisterSlaveMessage'])
    expect(state.phase).toBe('registering')
  })

  it('says what it has once it is registered, and answers pings to their sender', () => {
    const { hear, state } = registered()
    expect(state).toMatchObject({ phase: 'registered', id: 'A' })
    const pong = stepAgent(
      state,
      { kind: 'message', from: 'slave-observer(3)@1.2.3.4:5', name: 'PingSlaveMessage', body: { connected: true } },
      0,
      () => 0,
    )
    expect(sent(pong)).toEqual([{ name: 'PongSlaveMessage', to: 'slave-observer(3)@1.2.3.4:5' }])
    expect(names(hear('SlaveRegisteredMessage', { agent_id: { value: 'A' } }))).toEqual([])
  })

  it('re-registers with its tasks when the master takes it for disconnected', () => {
    const { hear, happen } = registered()
    hear('RunTaskMessage', { framework, task: task('t') })
    expect(timers(hear('PingSlaveMessage', { connected: false }))).toMatchObject([{ what: 'register' }])
    const again = happen({ kind: 'due', timer: { what: 'register', attempt: 0 } })
    expect(sent(again)[0]).toMatchObject({
      name: 'ReregisterSlaveMessage',
      agent: { id: { value: 'A' } },
      tasks: [{ task_id: { value: 't' }, framework_id: { value: 'F' }, state: 'TASK_RUNNING' }],
      frameworks: [framework],
    })
  })

  it('runs a task for as long as its command sleeps, one update at a time', () => {
    const { hear, happen, state } = registered()
    const run = hear('RunTaskMessage', { framework, task: task('t') })
    expect(sent(run)[0].update).toMatchObject({ status: { state: 'TASK_RUNNING' }, latest_state: 'TASK_RUNNING' })
    expect(timers(run)).toContainEqual({ what: 'end', key: 'F/t', after: 1500 })
    expect(names(happen({ kind: 'due', timer: { what: 'end', key: 'F/t' } }))).toEqual([])
    const end = hear('StatusUpdateAcknowledgementMessage', acknowledge(run))
    expect(sent(end)[0].update).toMatchObject({ status: { state: 'TASK_FINISHED' } })
    expect(hear('StatusUpdateAcknowledgementMessage', acknowledge(run))).toEqual([])
    hear('StatusUpdateAcknowledgementMessage', acknowledge(end))
    expect(state.tasks.size).toBe(0)
  })

  it('says an update again until it is acknowledged', () => {
    const { hear, happen } = registered()
    const run = hear('RunTaskMessage', { framework, task: task('t') }, 0)
    const early = happen({ kind: 'due', timer: { what: 'retry' } }, 9_000)
    expect([names(early), timers(early).length]).toEqual([[], 1])
    const late = happen({ kind: 'due', timer: { what: 'retry' } }, 10_000)
    expect(acknowledge(late)).toEqual(acknowledge(run))
    hear('StatusUpdateAcknowledgementMessage', acknowledge(run))
    expect(happen({ kind: 'due', timer: { what: 'retry' } }, 20_000)).toEqual([])
  })

  it.each([
    ['kills', 'KillTaskMessage', { framework_id: { value: 'F' }, task_id: { value: 't' } }, 1],
    [
      'forgets the tasks of a framework that is shut down',
      'ShutdownFrameworkMessage',
      { framework_id: { value: 'F' } },
      0,
    ],
    ['stops for good', 'ShutdownMessage', {}, 0],
  ])('%s', (_, name, body, left) => {
    const { hear, state } = registered()
    const run = hear('RunTaskMessage', { framework, task: task('t', 'sleep 100') })
    hear(name, body)
    const next = hear('StatusUpdateAcknowledgementMessage', acknowledge(run))
    expect(sent(next).map(({ update }) => update.status.state)).toEqual(left ? ['TASK_KILLED'] : [])
    expect(state.tasks.size).toBe(left)
  })

  it('reports the tasks that a master knows and it does not', () => {
    const { happen, hear } = registered()
    happen({ kind: 'leader', master })
    happen({ kind: 'due', timer: { what: 'register', attempt: 0 } })
    const statuses = [{ task_id: { value: 'lost' }, state: 'TASK_DROPPED' }]
    const back = hear('SlaveReregisteredMessage', {
      agent_id: { value: 'A' },
      reconciliations: [{ framework_id: { value: 'F' }, statuses }],
    })
    const updates = sent(back).filter(({ name }) => name === 'StatusUpdateMessage')
    expect(updates[0].update).toMatchObject({ status: { task_id: { value: 'lost' }, state: 'TASK_DROPPED' } })
  })

  it('keeps a task that came after its re-registration had been written', () => {
    const { happen, hear } = registered()
    happen({ kind: 'leader', master })
    happen({ kind: 'due', timer: { what: 'register', attempt: 0 } })
    hear('RunTaskMessage', { framework, task: task('t', 'sleep 100') })
    const statuses = [{ task_id: { value: 't' }, state: 'TASK_DROPPED' }]
    const back = hear('SlaveReregisteredMessage', {
      agent_id: { value: 'A' },
      reconciliations: [{ framework_id: { value: 'F' }, statuses }],
    })
    const updates = sent(back).filter(({ name }) => name === 'StatusUpdateMessage')
    expect(updates.map(({ update }) => update.status.state)).toEqual(['TASK_RUNNING'])
  })
})
