import { describe, expect, it } from 'vitest'
import type { Effect } from '../../../../src/daemons/follower/effects.ts'
import type { Event } from '../../../../src/daemons/follower/events.ts'
import type { RecoveredAgent } from '../../../../src/daemons/follower/recovery/recovered.ts'
import { acknowledge, agentId, containerOf, framework, master, newState, play, running, runTask } from '../new-state.ts'

const drain = (config: object = {}): Event => ({ kind: 'drain', from: master, message: { config } })
const seconds = (n: number) => ({ nanoseconds: n * 1e9 })
const states = (effects: readonly Effect[]) =>
  effects.flatMap(effect =>
    effect.kind === 'send' && effect.name === 'StatusUpdateMessage'
      ? [[(effect.body as any).update.status.state, (effect.body as any).update.status.reason]]
      : [],
  )
const executor = { command: undefined, executor: { executor_id: { value: 'e' }, command: { value: './e' } } }

const started = (task: object = {}, info: object = {}) => {
  const script = running()
  script.event(runTask('t', task, info))
  const containerId = containerOf(script.state, 't')
  script.event({ kind: 'container-started', containerId, pid: 7, startTime: 70 })
  return { ...script, containerId }
}

describe('a drain', () => {
  it('where nothing is to be ended is not remembered', () => {
    const script = running()
    expect(script.kinds(drain())).toEqual([])
    expect(script.state.draining).toBeUndefined()
  })

  it('of another leader is ignored', () => {
    const script = started()
    expect(script.kinds({ ...drain(), from: 'master@1.2.3.4:5' } as Event)).toEqual([])
  })

  it.each([
    [{}, undefined, 3_000],
    [{}, seconds(20), 20_000],
    [{ max_grace_period: seconds(1) }, undefined, 1_000],
    [{ max_grace_period: seconds(1) }, seconds(20), 1_000],
    [{ max_grace_period: seconds(60) }, seconds(20), 20_000],
  ])('%j, the task says %j: it has %i ms', (config, grace_period, grace) => {
    const { kinds } = started(grace_period ? { kill_policy: { grace_period } } : {})
    expect(kinds(drain(config))).toEqual([
      'checkpoint-drain',
      'checkpoint-kill',
      'signal SIGTERM',
      `timer kill-due ${grace}`,
    ])
  })

  it('is on disk before anything ends', () => {
    const { event } = started()
    expect(event(drain({ mark_gone: true }))[1]).toEqual({ kind: 'checkpoint-drain', config: { mark_gone: true } })
  })

  it('a second one may only hurry', () => {
    const { kinds, state } = started()
    kinds(drain({ max_grace_period: seconds(2) }))
    expect(kinds(drain({ max_grace_period: seconds(1) }))).toEqual([
      'checkpoint-drain',
      'checkpoint-kill',
      'timer kill-due 1000',
    ])
    expect(kinds(drain({ max_grace_period: seconds(9) }))).toEqual(['checkpoint-drain'])
    expect(state.draining!.config).toEqual({ max_grace_period: seconds(9) })
  })

  it.each<[object, string[], object, unknown]>([
    [{}, ['TASK_KILLING_STATE'], { status: 15 }, [['TASK_KILLING', 'REASON_AGENT_DRAINING']]],
    [{}, [], { status: 15 }, []],
  ])('says of a task that is being killed %j %j', (config, capabilities, _, told) => {
    const { event, state } = started({}, { capabilities: capabilities.map(type => ({ type })) })
    event(acknowledge(state, 't'))
    event(acknowledge(state, 't'))
    expect(states(event(drain(config)))).toEqual(told)
  })

  it('leaves the word of tasks that end otherwise', () => {
    const { event, state, containerId } = started()
    event(acknowledge(state, 't'))
    event(acknowledge(state, 't'))
    state.draining = { config: { mark_gone: true }, since: 0 }
    const record = { status: 256 } as never
    expect(states(event({ kind: 'container-destroyed', containerId, record }))).toEqual([['TASK_FAILED', undefined]])
  })

  it('a custom executor is told, with a grace only where the operator gave one', () => {
    const script = running()
    script.event(runTask('t', executor))
    const call = { unacknowledged_tasks: [], unacknowledged_updates: [] }
    script.event({ kind: 'executor-subscribed', frameworkId: 'F', executorId: 'e', stream: 1, call })
    const kill = (event: Event) => script.event(event).find(effect => effect.kind === 'executor-event') as any
    expect(kill(drain()).event.kill).toEqual({ task_id: { value: 't' } })
    expect(kill(drain({ max_grace_period: seconds(1) })).event.kill).toEqual({
      task_id: { value: 't' },
      kill_policy: { grace_period: seconds(1) },
    })
  })

  it('is over once the last task is acknowledged', () => {
    const { event, kinds, state, containerId } = started()
    event(drain())
    event({ kind: 'container-destroyed', containerId, record: { status: 15 } as never })
    expect(state.draining).toBeDefined()
    for (let i = 0; i < 2; i++) event(acknowledge(state, 't'))
    expect(kinds(acknowledge(state, 't'))).toContain('checkpoint-drain')
    expect(state.draining).toBeUndefined()
  })
})

describe('a drain and a restart of ours', () => {
  const agent = (more: Partial<RecoveredAgent>): Event => ({
    kind: 'recovered',
    agent: {
      info: { hostname: 'h', port: 5051, resources: [], id: { value: agentId } },
      rebooted: false,
      resources: [],
      frameworks: [],
      draining: { max_grace_period: seconds(1) },
      ...more,
    },
  })
  const task = {
    name: 't',
    task_id: { value: 't' },
    framework_id: { value: 'F' },
    agent_id: { value: agentId },
    state: 'TASK_STAGING' as const,
  }
  const custom = {
    info: { executor_id: { value: 'e' } },
    containerId: 'C',
    kind: 'custom' as const,
    subscribed: true,
    tasks: [{ task: { ...task, state: 'TASK_RUNNING' as const }, updates: [], acknowledged: 0 }],
  }

  it('where nothing is left: it is over', () => {
    const script = play(newState())
    expect(script.kinds(agent({}))).toEqual(['checkpoint-drain'])
    expect(script.state.draining).toBeUndefined()
  })

  it('custom executors are asked when they are back, and not before', () => {
    const script = play(newState())
    script.event(agent({ frameworks: [{ info: framework(), executors: [custom] }] }))
    expect(script.kinds({ kind: 'drain-due' })).toEqual([])
    const call = { unacknowledged_tasks: [{ ...task, command: { value: 'x' } }], unacknowledged_updates: [] }
    const kinds = script.kinds({
      kind: 'executor-subscribed',
      frameworkId: 'F',
      executorId: 'e',
      stream: 1,
      call,
    } as never)
    expect(kinds).toContain('executor KILL')
  })
})
