import { describe, expect, it } from 'vitest'
import type { Effect } from '../../../../src/daemons/follower/effects.ts'
import type { Event } from '../../../../src/daemons/follower/events.ts'
import {
  acknowledge,
  agentId,
  containerOf,
  framework,
  master,
  describe as named,
  running,
  runTask,
} from '../new-state.ts'
import { newsOf, podTask, runGroup } from './pod-script.ts'

const uuid = 'AAAAAAAAAAAAAAAAAAAAAA=='
const pid = 'executor(1)@10.0.0.2:4444'
const ids = { framework_id: { value: 'F' }, executor_id: { value: 'e' } }
const custom = { command: undefined, executor: { executor_id: { value: 'e' }, command: { value: './e' } } }
const subscribe = (stream = 1, call = {}): Event => ({
  kind: 'executor-subscribed',
  frameworkId: 'F',
  executorId: 'e',
  stream,
  call,
})
const register: Event = { kind: 'register-executor', from: pid, message: ids }
const kill = (id: string): Event => ({
  kind: 'kill-task',
  from: master,
  message: { framework_id: { value: 'F' }, task_id: { value: id } },
})
const sent = (effects: readonly Effect[]) => effects.flatMap(effect => (effect.kind === 'send' ? [effect] : []))
const toldTo = (effects: readonly Effect[], to: string) => sent(effects).filter(effect => effect.to === to)

/** With one task queued, its container started. */
const launched = (info = {}) => {
  const script = running()
  script.event(runTask('t', custom, info))
  const containerId = containerOf(script.state, 'e')
  script.event({ kind: 'container-started', containerId, pid: 7, startTime: 70 })
  return { ...script, containerId, executor: () => script.state.frameworks.get('F')!.executors.get('e')! }
}

describe('an executor that speaks libprocess', () => {
  it('registers, is linked, kept on disk, told who it is, and gets its task', () => {
    const script = launched()
    const effects = script.event(register)
    expect(effects.filter(({ kind }) => kind !== 'log').map(named)).toEqual([
      `cancel registration ${script.containerId}`,
      'link-executor',
      'checkpoint-executor-pid',
      'ExecutorRegisteredMessage',
      'checkpoint-task',
      'update-container',
      'RunTaskMessage',
    ])
    const [registered, run] = toldTo(effects, pid)
    expect(registered!.body).toMatchObject({
      framework_id: ids.framework_id,
      executor_info: ids,
      agent_id: { value: agentId },
    })
    expect(run!.body).toMatchObject({ pid: '@0.0.0.0:0', task: { task_id: { value: 't' } }, framework: { name: 'f' } })
  })

  it('hears in libprocess messages what others hear as events', () => {
    const script = launched()
    script.event(register)
    expect(toldTo(script.event(kill('t')), pid)).toMatchObject([
      { name: 'KillTaskMessage', body: { framework_id: { value: 'F' }, task_id: { value: 't' } } },
    ])
    const message = { ...ids, agent_id: { value: agentId }, data: 'aGk=' }
    expect(toldTo(script.event({ kind: 'framework-message', from: master, message }), pid)).toMatchObject([
      { name: 'FrameworkToExecutorMessage', body: message },
    ])
    const shutdown = { kind: 'shutdown-executor', from: master, message: ids } as const
    expect(toldTo(script.event(shutdown), pid)).toMatchObject([{ name: 'ShutdownExecutorMessage', body: {} }])
  })

  const update = (more: object = {}, status: object = {}, from = pid): Event => ({
    kind: 'old-executor-update',
    from,
    message: {
      update: {
        ...ids,
        agent_id: { value: agentId },
        status: { task_id: { value: 't' }, state: 'TASK_RUNNING', agent_id: { value: agentId }, ...status },
        timestamp: 5,
        uuid,
        ...more,
      },
      pid: from,
    },
  })

  it('tells of its task: kept, told on, acknowledged', () => {
    const script = launched()
    script.event(register)
    const effects = script.event(update())
    expect(newsOf(effects)).toMatchObject([
      { state: 'TASK_RUNNING', uuid, source: 'SOURCE_EXECUTOR', executor_id: { value: 'e' } },
    ])
    expect(toldTo(effects, pid)).toMatchObject([
      { name: 'StatusUpdateAcknowledgementMessage', body: { task_id: { value: 't' }, uuid } },
    ])
  })

  it.each([
    ['a stranger', update({}, {}, 'executor(1)@6.6.6.6:6')],
    ['no uuid', update({ uuid: undefined })],
    ['half a uuid', update({ uuid: 'AAAA' })],
    ["another agent's task", update({}, { agent_id: { value: 'M-S9' } })],
    ['an unknown framework', update({ framework_id: { value: 'G' } })],
    ['an unknown executor', update({ executor_id: { value: 'x' } })],
  ])('an update from or with %s does nothing', (_, event) => {
    const script = launched()
    script.event(register)
    expect(script.kinds(event)).toEqual([])
    expect(script.event(event)).toContainEqual({ kind: 'count', metric: 'slave/invalid_status_updates' })
  })

  it('that calls a task staging is broken, and shut down', () => {
    const script = launched()
    script.event(register)
    script.event(update({}, { state: 'TASK_STAGING' }))
    expect(script.executor().state).toBe('terminating')
  })

  it('sends words to its scheduler, and nobody else does in its name', () => {
    const script = launched()
    script.event(register)
    const message = { ...ids, agent_id: { value: agentId }, data: 'aGk=' }
    expect(script.kinds({ kind: 'old-executor-message', from: pid, message })).toEqual(['ExecutorToFrameworkMessage'])
    expect(script.kinds({ kind: 'old-executor-message', from: 'x@6.6.6.6:6', message })).toEqual([])
  })

  it.each([
    ['nobody has launched', { ...register, message: { ...ids, executor_id: { value: 'x' } } }],
    ['of an unknown framework', { ...register, message: { ...ids, framework_id: { value: 'G' } } }],
    ['that is a command task', { ...register, message: { ...ids, executor_id: { value: 'c' } } }],
  ] as const)('%s is sent away', (_, event) => {
    const script = launched()
    script.event(runTask('c'))
    expect(script.kinds(event as Event)).toEqual(['ShutdownExecutorMessage'])
  })

  it('that registers twice is sent away the second time', () => {
    const script = launched()
    script.event(register)
    expect(script.kinds(register)).toEqual(['ShutdownExecutorMessage'])
  })

  it('knows no task groups: they fail by name', () => {
    const script = launched()
    script.event(register)
    const group = runGroup([podTask('a'), podTask('b')], { executor: { type: 'CUSTOM', ...custom.executor } })
    expect(newsOf(script.event(group)).map(({ state, reason }) => [state, reason])).toEqual([
      ['TASK_ERROR', 'REASON_TASK_GROUP_INVALID'],
      ['TASK_ERROR', 'REASON_TASK_GROUP_INVALID'],
    ])
  })

  it('is unlinked when its container is gone, and the leader told', () => {
    const script = launched()
    script.event(register)
    const kinds = script.kinds({ kind: 'container-destroyed', containerId: script.containerId })
    expect(kinds).toContain('unlink-executor')
    expect(kinds).toContain('ExitedExecutorMessage')
  })
})

describe('an executor whose every task was killed before it came', () => {
  it.each([
    ['over HTTP', subscribe(), 'executor SHUTDOWN'],
    ['over libprocess', register, 'ShutdownExecutorMessage'],
  ])('is shut down when it comes %s, and told nothing else', (_, event, expected) => {
    const script = launched()
    expect(newsOf(script.event(kill('t')))).toMatchObject([
      { state: 'TASK_KILLED', reason: 'REASON_TASK_KILLED_DURING_LAUNCH' },
    ])
    const kinds = script.kinds(event)
    expect(kinds).toContain(expected)
    expect(kinds).not.toContain('executor SUBSCRIBED')
    expect(kinds).toContain('timer executor-shutdown-due 5000')
    expect(script.executor().state).toBe('terminating')
  })
  it('is left alone when it has had a task before', () => {
    const script = launched()
    script.event(subscribe())
    script.event({ kind: 'executor-disconnected', stream: 1 })
    script.event(runTask('u', custom))
    script.event(kill('u'))
    expect(script.executor().state).toBe('running')
  })
})

describe('task groups for an executor of the framework', () => {
  const group = runGroup([podTask('a'), podTask('b')], { executor: { type: 'CUSTOM', ...custom.executor } })
  it('wait for it and reach it whole, between tasks that came alone', () => {
    const script = launched()
    script.event(group)
    script.event(runTask('u', custom))
    const events = script.event(subscribe()).flatMap(effect => (effect.kind === 'executor-event' ? [effect.event] : []))
    expect(events.map(({ type }) => type)).toEqual(['SUBSCRIBED', 'LAUNCH', 'LAUNCH_GROUP', 'LAUNCH'])
    expect(events[2]!.launch_group!.task_group.tasks!.map(({ task_id }) => task_id.value)).toEqual(['a', 'b'])
  })
  it('are killed whole while they wait', () => {
    const script = launched()
    script.event(group)
    expect(newsOf(script.event(kill('b'))).map(({ task_id }) => task_id.value)).toEqual(['a', 'b'])
    expect([...script.executor().queued.keys()]).toEqual(['t'])
  })
})

describe('an executor over HTTP', () => {
  it('that comes a second time displaces the first stream', () => {
    const script = launched()
    script.event(subscribe(1))
    const effects = script.event(subscribe(2, { unacknowledged_tasks: [{ ...podTask('t') }] }))
    expect(effects[0]).toEqual({ kind: 'close-executor', stream: 1 })
    script.event({ kind: 'executor-disconnected', stream: 1 })
    expect(script.executor().stream).toBe(2)
  })
  it.each([
    [['PARTITION_AWARE'], 'TASK_DROPPED'],
    [[], 'TASK_LOST'],
  ] as const)('that never got its task, of a framework with %j: %s', (capabilities, state) => {
    const script = launched({ capabilities: capabilities.map(type => ({ type })) })
    script.event(subscribe(1))
    expect(newsOf(script.event(subscribe(2)))).toMatchObject([{ state, reason: 'REASON_AGENT_RESTARTED' }])
  })
  it('of a framework that is shut down, or unknown, is told to go, and the stream ends', () => {
    const script = running()
    expect(script.kinds(subscribe(3))).toEqual(['executor SHUTDOWN', 'close-executor'])
  })
  it('that has not come in time is ended, and its task told of when it is gone', () => {
    const script = launched()
    const due = { kind: 'executor-registration-due', containerId: script.containerId } as const
    expect(script.kinds(due)).toEqual(['destroy'])
    expect(script.kinds(due)).toEqual([])
    expect(newsOf(script.event({ kind: 'container-destroyed', containerId: script.containerId }))).toMatchObject([
      {
        state: 'TASK_FAILED',
        reason: 'REASON_EXECUTOR_REGISTRATION_TIMEOUT',
        message: 'Executor did not register within 1mins',
      },
    ])
  })
  it('that has come in time is not', () => {
    const script = launched()
    script.event(subscribe())
    script.event({ kind: 'executor-disconnected', stream: 1 })
    expect(script.kinds({ kind: 'executor-registration-due', containerId: script.containerId })).toEqual([])
  })
  it('that could not be started: the leader hears of that, too', () => {
    const script = running()
    script.event(runTask('t', custom))
    const effects = script.event({ kind: 'launch-failed', containerId: containerOf(script.state, 'e'), message: 'no' })
    expect(sent(effects).find(({ name }) => name === 'ExitedExecutorMessage')).toMatchObject({ body: { status: -1 } })
    script.event(acknowledge(script.state, 't'))
    expect(script.state.frameworks.size).toBe(0)
  })
})

describe('after a restart of ours', () => {
  const recovered = (more: object, states: readonly 'TASK_RUNNING'[] = ['TASK_RUNNING']): Event => ({
    kind: 'recovered',
    agent: {
      info: { hostname: 'h', port: 5051, resources: [], id: { value: agentId } },
      rebooted: false,
      resources: [],
      frameworks: [
        {
          info: framework(),
          executors: [
            {
              info: { ...ids, command: { value: './e' } },
              containerId: 'C',
              kind: 'custom',
              subscribed: false,
              tasks: [
                {
                  task: {
                    name: 't',
                    task_id: { value: 't' },
                    framework_id: ids.framework_id,
                    agent_id: { value: agentId },
                    state: 'TASK_STAGING',
                  },
                  updates: states.map(state => ({
                    framework_id: ids.framework_id,
                    status: { task_id: { value: 't' }, state, uuid, timestamp: 5 },
                    timestamp: 5,
                    uuid,
                  })),
                  acknowledged: states.length,
                },
              ],
              ...more,
            },
          ],
        },
      ],
    },
  })
  const fresh = (given = {}) => running(given)
  /** No leader has us yet. */
  const waiting = ({ state }: ReturnType<typeof fresh>) => state.streams.get('F/t')!.pending.map(({ status }) => status)
  const back = (more = {}): Event => ({ kind: 'reregister-executor', from: pid, message: { ...ids, ...more } })

  it('an executor of the old style is asked to come back, again and again where that is configured', () => {
    const script = fresh({ executorReregistrationRetryInterval: 500 })
    expect(script.kinds(recovered({ pid }))).toEqual([
      'adopt',
      'timer executor-registration-due 2000',
      'ReconnectExecutorMessage',
      'timer reconnect-due 500',
    ])
    const due: Event = { kind: 'reconnect-due', containerId: 'C' }
    expect(script.kinds(due)).toEqual(['ReconnectExecutorMessage', 'timer reconnect-due 500'])
    script.event(back({ tasks: [podTask('t')] }))
    expect(script.kinds(due)).toEqual([])
  })
  it('it comes, is welcomed, and says what we may have missed', () => {
    const script = fresh()
    script.event(recovered({ pid }))
    const other = { task_id: { value: 't' }, state: 'TASK_FINISHED' as const }
    const updates = [{ framework_id: ids.framework_id, status: other, timestamp: 6, uuid: 'BBBBBBBBBBBBBBBBBBBBBA==' }]
    const effects = script.event(back({ updates }))
    expect(toldTo(effects, pid).map(({ name }) => name)).toEqual([
      'ExecutorReregisteredMessage',
      'StatusUpdateAcknowledgementMessage',
    ])
    expect(script.state.frameworks.get('F')!.executors.get('e')!.tasks.get('t')!.task.state).toBe('TASK_FINISHED')
  })
  it('one whose only task was killed while it waited has nothing to do, and is shut down', () => {
    const killed = { task_id: { value: 't' }, state: 'TASK_KILLED' as const, source: 'SOURCE_AGENT' as const, uuid }
    const update = { framework_id: ids.framework_id, status: killed, timestamp: 5, uuid }
    const event = recovered({ pid }) as any
    event.agent.frameworks[0].executors[0].tasks[0].updates = [update]
    const script = fresh()
    script.event(event)
    expect(toldTo(script.event(back()), pid).map(({ name }) => name)).toEqual([
      'ExecutorReregisteredMessage',
      'ShutdownExecutorMessage',
    ])
  })
  it('a task that it never got is lost on the way', () => {
    const script = fresh()
    script.event(recovered({ pid }, []))
    script.event(back())
    expect(waiting(script)).toMatchObject([{ state: 'TASK_DROPPED', reason: 'REASON_AGENT_RESTARTED' }])
  })
  it.each([
    ['is sent away, as without the flag it is not asked twice', {}, ['ShutdownExecutorMessage']],
    ['is ignored, as it was asked twice', { executorReregistrationRetryInterval: 500 }, []],
  ])('one that answers twice %s', (_, settings, expected) => {
    const script = fresh(settings)
    script.event(recovered({ pid }))
    script.event(back({ tasks: [podTask('t')] }))
    expect(script.kinds(back())).toEqual(expected)
  })
  it('one that subscribes is not asked', () => {
    expect(fresh().kinds(recovered({ subscribed: true }))).toEqual(['adopt', 'timer executor-registration-due 2000'])
  })
  it.each([
    ['PARTITION_AWARE', 'TASK_GONE'],
    ['GPU_RESOURCES', 'TASK_LOST'],
  ])('one that does not come back is ended, its tasks, of a framework with %s: %s', (capability, state) => {
    const script = fresh()
    script.event(recovered({ pid }))
    script.state.frameworks.get('F')!.info = framework({ capabilities: [{ type: capability }] })
    expect(script.kinds({ kind: 'executor-registration-due', containerId: 'C' })).toEqual(['destroy'])
    script.event({ kind: 'container-destroyed', containerId: 'C' })
    expect(waiting(script)).toMatchObject([
      {
        state,
        reason: 'REASON_EXECUTOR_REREGISTRATION_TIMEOUT',
        message: 'Executor did not reregister within 2secs',
      },
    ])
  })
})
