import { describe, expect, it } from 'vitest'
import type { Effect } from '../../../../src/daemons/follower/effects.ts'
import type { Event } from '../../../../src/daemons/follower/events.ts'
import { acknowledge, agentId, containerOf, master, running, runTask } from '../new-state.ts'

const kill = (id: string, nanoseconds?: number) =>
  ({
    kind: 'kill-task',
    from: master,
    message: {
      framework_id: { value: 'F' },
      task_id: { value: id },
      ...(nanoseconds === undefined ? {} : { kill_policy: { grace_period: { nanoseconds } } }),
    },
  }) as const

const killing = { capabilities: [{ type: 'TASK_KILLING_STATE' }] }
const exited = (exitCode: number) => ({ status: exitCode << 8, exitCode })

/** Launched and started. */
const started = (task: object = {}, info: object = {}) => {
  const script = running()
  script.event(runTask('t', task, info))
  const containerId = containerOf(script.state, 't')
  script.event(acknowledge(script.state, 't'))
  script.event({ kind: 'container-started', containerId, pid: 7, startTime: 70 })
  script.event(acknowledge(script.state, 't'))
  return { ...script, containerId }
}

const newsOf = (effects: readonly Effect[]) =>
  effects.flatMap(effect =>
    effect.kind === 'send' && effect.name === 'StatusUpdateMessage' ? [(effect.body as any).update.status] : [],
  )

describe('a command task', () => {
  it('is on disk before it is said to start, and said to start before it does', () => {
    const script = running()
    expect(script.kinds(runTask('t'))).toEqual([
      'checkpoint-framework',
      'checkpoint-executor',
      'checkpoint-task',
      'checkpoint-update UPDATE',
      'StatusUpdateMessage TASK_STARTING',
      'timer retry-update 10000',
      'launch',
    ])
  })
  it('has its overhead on top, and its environment', () => {
    const launch = running()
      .event(runTask('t'))
      .find(effect => effect.kind === 'launch')!
    expect(launch.order.resources).toMatchObject({ cpus: 1.1, mem: 160, revocableCpus: false })
    expect(launch.order.environment).toMatchObject({
      MESOS_EXECUTOR_ID: 't',
      MESOS_ALLOCATION_ROLE: 'dev',
      MESOS_CHECKPOINT: '1',
      MESOS_RECOVERY_TIMEOUT: '15mins',
      MESOS_SUBSCRIPTION_BACKOFF_MAX: '2secs',
      MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD: '5secs',
    })
  })
  it('of a framework that does not checkpoint leaves nothing on disk', () => {
    const kinds = running().kinds(runTask('t', {}, { checkpoint: false }))
    expect(kinds.filter(kind => kind.startsWith('checkpoint'))).toEqual([])
  })
  it('has one update under way: the next comes after the acknowledgement', () => {
    const script = running()
    script.event(runTask('t'))
    const containerId = containerOf(script.state, 't')
    expect(script.kinds({ kind: 'container-started', containerId, pid: 7, startTime: 70 })).toEqual([
      'checkpoint-process',
      'checkpoint-update UPDATE',
    ])
    expect(script.kinds(acknowledge(script.state, 't'))).toEqual([
      'checkpoint-update ACK',
      'StatusUpdateMessage TASK_RUNNING',
      'timer retry-update 10000',
    ])
  })
  it('is retried, each time later, at most every ten minutes', () => {
    const script = running()
    script.event(runTask('t'))
    const waits = Array.from({ length: 8 }, () => script.kinds({ kind: 'retry-update', key: 'F/t' })[1])
    expect(waits.map(wait => Number(wait!.split(' ')[2]) / 1000)).toEqual([20, 40, 80, 160, 320, 600, 600, 600])
  })
  it('is history once its end is acknowledged', () => {
    const { state, event, kinds, containerId } = started()
    expect(kinds({ kind: 'container-ended', containerId, record: exited(0) })).toEqual(['destroy'])
    expect(newsOf(event({ kind: 'container-destroyed', containerId, record: exited(0) }))[0]).toMatchObject({
      state: 'TASK_FINISHED',
      message: 'Command exited with status 0',
    })
    expect(state.frameworks.size).toBe(1)
    expect(kinds(acknowledge(state, 't'))).toEqual([
      'checkpoint-update ACK',
      'cancel update F/t',
      'checkpoint-end',
      'collect-garbage',
    ])
    expect(state.frameworks.size).toBe(0)
    expect(state.completedFrameworks[0]!.completedExecutors[0]!.completedTasks[0]!.state).toBe('TASK_FINISHED')
  })
  it('an acknowledgement of something else is without effect', () => {
    const script = running()
    script.event(runTask('t'))
    const wrong = { ...acknowledge(script.state, 't') } as any
    wrong.message = { ...wrong.message, uuid: 'AAAA' }
    expect(script.kinds(wrong)).toEqual([])
    expect(script.state.streams.get('F/t')!.pending).toHaveLength(1)
  })
})

describe('how it ends', () => {
  const memory = { limitBytes: 64 << 20, maxUsedBytes: 64 << 20, statistics: 'rss 1\n' }
  it.each([
    ['by itself', [], exited(3), undefined, { state: 'TASK_FAILED', message: 'Command exited with status 3' }],
    [
      'by a signal',
      [],
      { status: 11, signal: 11 },
      undefined,
      { state: 'TASK_FAILED', message: 'Command terminated with signal Segmentation fault' },
    ],
    [
      'killed',
      [kill('t')],
      { status: 15, signal: 15 },
      undefined,
      { state: 'TASK_KILLED', message: 'Command terminated with signal Terminated' },
    ],
    [
      'killed, and polite',
      [kill('t')],
      exited(0),
      undefined,
      { state: 'TASK_KILLED', message: 'Command exited with status 0' },
    ],
    [
      'out of time',
      [{ kind: 'max-completion-due', frameworkId: 'F', taskId: 't' }],
      { status: 9, signal: 9 },
      undefined,
      { state: 'TASK_FAILED', reason: 'REASON_MAX_COMPLETION_TIME_REACHED' },
    ],
    [
      'out of memory',
      [],
      { status: 9, signal: 9 },
      memory,
      { state: 'TASK_FAILED', reason: 'REASON_CONTAINER_LIMITATION_MEMORY', source: 'SOURCE_AGENT' },
    ],
    ['nobody knows how', [], undefined, undefined, { state: 'TASK_FAILED', reason: 'REASON_EXECUTOR_TERMINATED' }],
  ] as const)('%s', (_, events, record, memoryReached, expected) => {
    const { event, containerId } = started()
    for (const one of events) event(one)
    const effects = event({ kind: 'container-destroyed', containerId, record, memory: memoryReached })
    expect(newsOf(effects)[0]).toMatchObject(expected)
  })
})

describe('killing', () => {
  it('comes late where the end was told and acknowledged: no other end is told', () => {
    const script = started({}, {})
    const { containerId } = script.state.frameworks.get('F')!.executors.get('t')!
    script.event(runTask('u'))
    script.event({ kind: 'container-ended', containerId, record: { status: 0, exitCode: 0 } })
    script.event({ kind: 'container-destroyed', containerId, record: { status: 0, exitCode: 0 } })
    while (script.state.streams.has('F/t')) script.event(acknowledge(script.state, 't'))
    expect(script.kinds(kill('t'))).toEqual([])
    expect(script.kinds(kill('never'))).toEqual(['StatusUpdateMessage TASK_DROPPED', 'timer retry-update 10000'])
  })
  it.each([
    ['three seconds of grace by default', {}, undefined, ['signal SIGTERM', 'timer kill-due 3000']],
    [
      "the task's own policy",
      { kill_policy: { grace_period: { nanoseconds: 5e9 } } },
      undefined,
      ['signal SIGTERM', 'timer kill-due 5000'],
    ],
    [
      "the call's policy over the task's",
      { kill_policy: { grace_period: { nanoseconds: 5e9 } } },
      1e9,
      ['signal SIGTERM', 'timer kill-due 1000'],
    ],
    ['at once without grace', {}, 0, ['signal SIGKILL', 'timer kill-due 0']],
  ])('%s', (_, task, grace, expected) => {
    expect(started(task).kinds(kill('t', grace))).toEqual(['checkpoint-kill', ...expected])
  })
  it('is told to frameworks that know TASK_KILLING, and to no others', () => {
    expect(started({}, killing).kinds(kill('t'))).toContain('StatusUpdateMessage TASK_KILLING')
    expect(started({}, killing).kinds({ kind: 'max-completion-due', frameworkId: 'F', taskId: 't' })).toEqual([
      'checkpoint-kill',
      'signal SIGKILL',
      'timer kill-due 0',
    ])
  })
  it('a second wish may only shorten the first', () => {
    const { kinds, pass } = started()
    kinds(kill('t', 5e9))
    pass(1_000)
    expect(kinds(kill('t', 10e9))).toEqual([])
    expect(kinds(kill('t', 1e9))).toEqual(['checkpoint-kill', 'timer kill-due 1000'])
    expect(kinds(kill('t', 0))).toEqual(['checkpoint-kill', 'signal SIGKILL'])
  })
  it('before it runs: it never does', () => {
    const script = running()
    script.event(runTask('t'))
    expect(script.kinds(kill('t'))).toEqual(['checkpoint-kill', 'destroy'])
    const containerId = containerOf(script.state, 't')
    script.event({ kind: 'container-destroyed', containerId })
    expect(script.state.streams.get('F/t')!.pending.at(-1)!.status).toMatchObject({
      state: 'TASK_KILLED',
      reason: 'REASON_TASK_KILLED_DURING_LAUNCH',
    })
  })
  it.each([
    ['PARTITION_AWARE', 'TASK_DROPPED'],
    ['GPU_RESOURCES', 'TASK_LOST'],
  ])('what is not here, for a framework with %s: %s', (capability, expected) => {
    const script = running()
    script.event(runTask('t', {}, { capabilities: [{ type: capability }] }))
    expect(newsOf(script.event(kill('other')))[0]).toMatchObject({
      state: expected,
      reason: 'REASON_EXECUTOR_TERMINATED',
    })
  })
})

describe('what is refused', () => {
  it.each([
    ['a path for an id', { task_id: { value: '../x' } }, 'TASK_ERROR', 'REASON_TASK_INVALID', 'disallowed'],
    [
      'an id too long for a folder',
      { task_id: { value: 'ä'.repeat(128) } },
      'TASK_ERROR',
      'REASON_TASK_INVALID',
      '255 bytes',
    ],
    ['an empty id', { task_id: { value: '' } }, 'TASK_ERROR', 'REASON_TASK_INVALID', 'empty'],
    ["another agent's task", { agent_id: { value: 'M-S9' } }, 'TASK_ERROR', 'REASON_TASK_INVALID', 'M-S9'],
    ['no command', { command: undefined }, 'TASK_ERROR', 'REASON_TASK_INVALID', 'exactly one'],
    ['an empty command', { command: {} }, 'TASK_ERROR', 'REASON_TASK_INVALID', 'no value'],
    ['docker', { container: { type: 'DOCKER' } }, 'TASK_FAILED', 'REASON_CONTAINER_LAUNCH_FAILED', 'DOCKER'],
  ])('%s', (_, task, state, reason, message) => {
    const [status] = newsOf(running().event(runTask('t', task)))
    expect(status).toMatchObject({ state, reason, source: 'SOURCE_AGENT' })
    expect(status.message).toContain(message)
  })
  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e300])('%d cpus', value => {
    const resources = [{ name: 'cpus', type: 'SCALAR', scalar: { value } }]
    expect(newsOf(running().event(runTask('t', { resources })))[0]).toMatchObject({
      state: 'TASK_ERROR',
      reason: 'REASON_TASK_INVALID',
      message: `${value} is no amount of cpus`,
    })
  })
  it('another user, where we are not root', () => {
    const script = running({ root: false, ownUser: 'me' })
    expect(newsOf(script.event(runTask('t')))[0].message).toBe("the agent runs as me and can't run a task as root")
    const mine = script.event(runTask('u', { command: { value: 'true', user: 'me' } }))
    expect(mine.find(effect => effect.kind === 'launch')?.order.user).toBeUndefined()
  })
  it('a stranger', () => {
    expect(running().kinds({ ...runTask('t'), from: 'master@6.6.6.6:1' } as never)).toEqual([])
  })
  it('new tasks while draining', () => {
    const script = started()
    script.event({ kind: 'drain', from: master, message: { config: { max_grace_period: { nanoseconds: 1e9 } } } })
    expect(newsOf(script.event(runTask('new')))[0]).toMatchObject({
      state: 'TASK_DROPPED',
      reason: 'REASON_AGENT_DRAINING',
    })
  })
})

it('a framework that is shut down ends with its tasks, and hears no more', () => {
  const { state, event, kinds, containerId } = started()
  expect(kinds({ kind: 'shutdown-framework', from: master, message: { framework_id: { value: 'F' } } })).toEqual([
    'checkpoint-kill',
    'signal SIGTERM',
    'timer kill-due 3000',
  ])
  expect(newsOf(event({ kind: 'container-destroyed', containerId, record: exited(0) }))).toEqual([])
  expect(state.frameworks.size).toBe(0)
  expect(state.streams.size).toBe(0)
})

const shutdown: Event = {
  kind: 'shutdown-framework',
  from: master,
  message: { framework_id: { value: 'F' } },
}

it('a framework that is shut down leaves nothing behind of what had ended before', () => {
  const { state, event, kinds, containerId } = started()
  event({ kind: 'container-destroyed', containerId, record: exited(0) })
  expect(kinds(shutdown)).toEqual(['cancel update F/t', 'checkpoint-end', 'collect-garbage'])
  expect(state.completedFrameworks.map(({ id, completedExecutors }) => [id, completedExecutors.length])).toEqual([
    ['F', 1],
  ])
})

it('an agent is drained when its last framework goes, however that comes', () => {
  const { state, event, kinds, containerId } = started()
  event({ kind: 'drain', from: master, message: { config: {} } })
  event(shutdown)
  expect(kinds({ kind: 'container-destroyed', containerId, record: exited(0) })).toContain('checkpoint-drain')
  expect(state.draining).toBeUndefined()
})

describe('a drain', () => {
  it.each([
    ['kills', {}, [], { state: 'TASK_KILLED', reason: 'REASON_AGENT_DRAINING' }],
    ['of an agent that will not come back', { mark_gone: true }, [], { state: 'TASK_KILLED' }],
    [
      'of one, for a framework that knows',
      { mark_gone: true },
      ['PARTITION_AWARE'],
      { state: 'TASK_GONE_BY_OPERATOR' },
    ],
  ] as const)('%s %j %j', (_, config, capabilities, expected) => {
    const { state, event, containerId } = started()
    const framework = state.frameworks.get('F')!
    framework.info = { ...framework.info, capabilities: capabilities.map(type => ({ type })) }
    event({ kind: 'drain', from: master, message: { config } })
    expect(newsOf(event({ kind: 'container-destroyed', containerId, record: exited(0) }))).toMatchObject([expected])
  })

  it('is over when it is cancelled, and new tasks may come', () => {
    const { state, event, kinds } = started()
    event({ kind: 'drain', from: master, message: { config: {} } })
    event({ kind: 'cancel-drain', from: 'stranger@10.0.0.9:5050' })
    expect(state.draining).toBeDefined()
    expect(kinds({ kind: 'cancel-drain', from: master })).toContain('checkpoint-drain')
    expect(state.draining).toBeUndefined()
    expect(newsOf(event(runTask('new')))).toMatchObject([{ state: 'TASK_STARTING' }])
  })
})

const withExecutor = (id: string) => ({
  command: undefined,
  executor: { executor_id: { value: id }, command: { value: './e' } },
})

describe('an executor has one name and one kind', () => {
  it.each([
    ['a command task named as an executor', runTask('t', withExecutor('e')), runTask('e')],
    ['an executor named as a command task', runTask('t'), runTask('u', withExecutor('t'))],
  ])('%s is refused', (_, first, second) => {
    const script = running()
    script.event(first)
    expect(newsOf(script.event(second))[0]).toMatchObject({ state: 'TASK_ERROR', reason: 'REASON_TASK_INVALID' })
    expect(script.state.frameworks.get('F')!.executors.size).toBe(1)
  })
})

it('an executor has the resources of all its tasks, and of none that has ended', () => {
  const script = running()
  const executor = withExecutor('e')
  const subscribe: Event = { kind: 'executor-subscribed', frameworkId: 'F', executorId: 'e', stream: 1, call: {} }
  const resourcesIn = (effects: readonly Effect[]) =>
    effects.flatMap(effect => (effect.kind === 'update-container' ? [effect.resources] : []))
  script.event(runTask('t', executor))
  expect(script.kinds(subscribe).slice(-3)).toEqual(['checkpoint-task', 'update-container', 'executor LAUNCH'])
  expect(resourcesIn(script.event(runTask('u', executor)))).toMatchObject([{ cpus: 2, mem: 256, revocableCpus: false }])
  const status = { task_id: { value: 't' }, state: 'TASK_FINISHED' as const, uuid: 'AAAAAAAAAAAAAAAAAAAAAA==' }
  const update: Event = { kind: 'executor-update', frameworkId: 'F', executorId: 'e', status }
  expect(resourcesIn(script.event(update))).toMatchObject([{ cpus: 1, mem: 128, revocableCpus: false }])
})

describe('a task that waits for its executor', () => {
  const custom = withExecutor('e')
  it('is killed by a drain', () => {
    const script = running()
    script.event(runTask('t', custom))
    const effects = script.event({ kind: 'drain', from: master, message: { config: {} } })
    expect(newsOf(effects)).toMatchObject([{ state: 'TASK_KILLED', reason: 'REASON_AGENT_DRAINING' }])
    expect(script.state.frameworks.get('F')!.executors.get('e')!.queued.size).toBe(0)
  })
  it('is named to a leader that asks, and not lost', () => {
    const script = running()
    script.event(runTask('t', custom))
    script.event({ kind: 'master-link-exited', pid: master })
    const [, message] = script.event({ kind: 'register-due' })
    expect((message as any).body.tasks).toMatchObject([{ task_id: { value: 't' }, state: 'TASK_STAGING' }])
    const statuses = [{ task_id: { value: 't' }, state: 'TASK_LOST' as const }]
    const reconciliations = [{ framework_id: { value: 'F' }, statuses }]
    const effects = script.event({
      kind: 'reregistered',
      from: master,
      message: { agent_id: { value: agentId }, reconciliations },
    })
    expect(newsOf(effects)).toEqual([])
  })
})
