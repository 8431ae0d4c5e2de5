import { describe, expect, it } from 'vitest'
import { acknowledge, containerOf, master, describe as named, running, runTask } from '../new-state.ts'
import { exited, nestedOf, newsOf, podOf, podTask, runGroup, runningPod, toldOf } from './pod-script.ts'

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

const kinds = (effects: readonly any[]) =>
  effects.filter(({ kind }) => kind !== 'log' && kind !== 'count').map(effect => named(effect))

describe('a task group', () => {
  it('first starts the container of its pod, on disk before that', () => {
    const script = running()
    expect(script.kinds(runGroup([podTask('a'), podTask('b')]))).toEqual([
      'checkpoint-framework',
      'checkpoint-executor',
      'launch',
    ])
    expect([...podOf(script.state).queued.keys()]).toEqual(['a', 'b'])
  })

  it('the pod has what its executor and its tasks have', () => {
    const launch = running()
      .event(runGroup([podTask('a'), podTask('b')]))
      .find(effect => effect.kind === 'launch')!
    expect(launch.order.resources).toMatchObject({ cpus: 2.1, mem: 288 })
    expect(launch.order.command.arguments).toEqual(['sleep', '2147483647'])
  })

  it('then each task is a container within: on disk, said to start, started', () => {
    const script = running()
    script.event(runGroup([podTask('a'), podTask('b')]))
    const pod = containerOf(script.state, 'p')
    const effects = script.event({ kind: 'container-started', containerId: pod, pid: 7, startTime: 70 })
    expect(kinds(effects)).toEqual([
      'checkpoint-process',
      ...[
        'checkpoint-task',
        'checkpoint-update UPDATE',
        'StatusUpdateMessage TASK_STARTING',
        'timer retry-update 10000',
      ],
      ...[
        'checkpoint-task',
        'checkpoint-update UPDATE',
        'StatusUpdateMessage TASK_STARTING',
        'timer retry-update 10000',
      ],
      'update-container',
      ...['launch', 'link-task', 'launch', 'link-task'],
    ])
    const key = nestedOf(script.state, 'a')
    const launch = effects.find(effect => effect.kind === 'launch')!
    expect(launch.order).toMatchObject({ containerId: key, kind: 'nested', command: { value: 'true' } })
    expect(launch.order.directory).toBe(`${podOf(script.state).directory}/containers/${key.split('/')[1]}`)
    expect(launch.order.environment).toMatchObject({ MESOS_ALLOCATION_ROLE: 'dev', MESOS_CONTAINER_IP: '10.0.0.2' })
    expect(launch.order.environment).not.toHaveProperty('MESOS_SLAVE_PID')
    expect(newsOf(effects)[0].container_status.container_id).toEqual({
      value: key.split('/')[1],
      parent: { value: pod },
    })
  })

  it('runs when its processes do, and says which container each is', () => {
    const script = running()
    script.event(runGroup([podTask('a')]))
    script.event({ kind: 'container-started', containerId: containerOf(script.state, 'p'), pid: 7, startTime: 70 })
    script.event(acknowledge(script.state, 'a'))
    const containerId = nestedOf(script.state, 'a')
    const [status] = newsOf(script.event({ kind: 'container-started', containerId, pid: 8, startTime: 80 }))
    expect(status).toMatchObject({
      state: 'TASK_RUNNING',
      source: 'SOURCE_EXECUTOR',
      executor_id: { value: 'p' },
      container_status: { executor_pid: 8, container_id: { parent: { value: containerOf(script.state, 'p') } } },
    })
  })

  it('joins a pod that runs', () => {
    const script = runningPod([podTask('a')])
    expect(script.kinds(runGroup([podTask('b')]))).toContain('launch')
    expect(podOf(script.state).tasks.size).toBe(2)
    expect(podOf(script.state).tasks.get('b')!.group).not.toBe(podOf(script.state).tasks.get('a')!.group)
  })

  it('a task that comes alone for the default executor is a group of one', () => {
    const script = running()
    const executor = { type: 'DEFAULT', executor_id: { value: 'p' }, resources: [] }
    expect(script.kinds(runTask('a', { executor }))).toContain('launch')
    expect(podOf(script.state).kind).toBe('pod')
  })
})

describe('how a pod ends', () => {
  it('with its last task: the pod has done well, and the framework hears of both', () => {
    const { state, event, end, pod } = runningPod([podTask('a'), podTask('b')])
    const first = end('a')
    expect(newsOf(first)).toMatchObject([{ state: 'TASK_FINISHED', message: 'Command exited with status 0' }])
    expect(first.map(({ kind }) => kind)).toContain('update-container')
    expect(first.map(({ kind }) => kind)).not.toContain('destroy')
    const last = end('b')
    expect(last.find(({ kind }) => kind === 'destroy')).toMatchObject({ containerId: pod })
    const gone = event({ kind: 'container-destroyed', containerId: pod, record: { status: 9, signal: 9 } })
    expect(gone.find(effect => effect.kind === 'send' && effect.name === 'ExitedExecutorMessage')).toMatchObject({
      body: { executor_id: { value: 'p' }, status: 0 },
    })
    event(acknowledge(state, 'a'))
    event(acknowledge(state, 'b'))
    expect(state.frameworks.size).toBe(0)
    expect(state.containers.size).toBe(0)
  })

  it.each([
    ['fails', exited(1), [], 'TASK_FAILED'],
    ['is killed', { status: 15, signal: 15 }, [kill('a')], 'TASK_KILLED'],
  ] as const)('a task that %s takes the rest of its group with it, and no other', (_, record, events, state) => {
    const script = runningPod([podTask('a'), podTask('b')])
    script.event(runGroup([podTask('c')]))
    script.run('c')
    for (const one of events) script.event(one)
    const effects = script.end('a', record)
    expect(newsOf(effects)[0]).toMatchObject({ state })
    expect(effects.filter(({ kind }) => kind === 'signal')).toMatchObject([
      { containerId: nestedOf(script.state, 'b'), signal: 'SIGTERM' },
    ])
    expect(newsOf(script.end('b', { status: 15, signal: 15 }))).toMatchObject([{ state: 'TASK_KILLED' }])
    expect(podOf(script.state).tasks.get('c')!.killing).toBeUndefined()
  })

  it('a container that can not start fails its task, and with it the group', () => {
    const script = runningPod([podTask('a')])
    script.event(runGroup([podTask('b'), podTask('c')]))
    script.run('c')
    const containerId = nestedOf(script.state, 'b')
    const effects = script.event({ kind: 'launch-failed', containerId, message: 'no such user' })
    expect(toldOf(script.state, 'b').at(-1)).toBe('TASK_FAILED')
    expect(effects.filter(({ kind }) => kind === 'signal')).toMatchObject([
      { containerId: nestedOf(script.state, 'c') },
    ])
  })

  it('when its own container goes beyond a limit: all its tasks fail for that', () => {
    const { state, event, pod } = runningPod([podTask('a'), podTask('b')])
    const limitation = { reason: 'REASON_CONTAINER_LIMITATION_DISK', message: 'too much' } as const
    event({ kind: 'limit-reached', containerId: pod, limitation })
    for (const id of ['a', 'b']) {
      const containerId = nestedOf(state, id)
      expect(newsOf(event({ kind: 'container-destroyed', containerId, record: { status: 9, signal: 9 } }))).toEqual([])
    }
    const effects = event({ kind: 'container-destroyed', containerId: pod, record: { status: 9, signal: 9 } })
    expect(newsOf(effects).map(({ state: is, reason }) => [is, reason])).toEqual([
      ['TASK_FAILED', limitation.reason],
      ['TASK_FAILED', limitation.reason],
    ])
    expect(effects.find(effect => effect.kind === 'send' && effect.name === 'ExitedExecutorMessage')).toMatchObject({
      body: { status: 9 },
    })
  })

  it('when its own container dies: a task that had ended by itself before did as it did', () => {
    const { state, event, pod } = runningPod([podTask('a'), podTask('b')])
    event({ kind: 'container-ended', containerId: pod, record: { status: 9, signal: 9 } })
    const told = newsOf(event({ kind: 'container-destroyed', containerId: nestedOf(state, 'a'), record: exited(0) }))
    expect(told).toMatchObject([{ state: 'TASK_FINISHED' }])
    const rest = newsOf(event({ kind: 'container-destroyed', containerId: pod, record: { status: 9, signal: 9 } }))
    expect(rest).toMatchObject([
      { task_id: { value: 'b' }, state: 'TASK_FAILED', reason: 'REASON_EXECUTOR_TERMINATED' },
    ])
  })

  it('a task that goes beyond a limit of its own fails for it, and its group is killed', () => {
    const { state, event, end } = runningPod([podTask('a'), podTask('b')])
    const limitation = { reason: 'REASON_CONTAINER_LIMITATION_MEMORY', message: 'too much' } as const
    event({ kind: 'limit-reached', containerId: nestedOf(state, 'a'), limitation })
    expect(newsOf(end('a'))).toMatchObject([{ state: 'TASK_FAILED', reason: limitation.reason }])
    expect(podOf(state).tasks.get('b')!.killing).toBeDefined()
  })
})

describe('killing', () => {
  it.each([
    ['three seconds of grace by default', {}, undefined, ['signal SIGTERM', 'timer kill-due 3000']],
    [
      "the task's policy",
      { kill_policy: { grace_period: { nanoseconds: 5e9 } } },
      undefined,
      ['signal SIGTERM', 'timer kill-due 5000'],
    ],
    ["the call's policy", {}, 1e9, ['signal SIGTERM', 'timer kill-due 1000']],
  ])('%s', (_, task, grace, expected) => {
    expect(runningPod([podTask('a', task)]).kinds(kill('a', grace))).toEqual(['checkpoint-kill', ...expected])
  })
  it('is told where the framework knows the word', () => {
    const info = { capabilities: [{ type: 'TASK_KILLING_STATE' }] }
    expect(runningPod([podTask('a')], info).kinds(kill('a'))).toContain('StatusUpdateMessage TASK_KILLING')
  })
  it('goes to the task alone when the grace is over', () => {
    const script = runningPod([podTask('a')])
    script.event(kill('a'))
    expect(script.event({ kind: 'kill-due', frameworkId: 'F', taskId: 'a' })).toMatchObject([
      { kind: 'signal', containerId: nestedOf(script.state, 'a'), signal: 'SIGKILL' },
    ])
  })
  it('out of time: it fails for that', () => {
    const script = runningPod([podTask('a', { max_completion_time: { nanoseconds: 1e9 } })])
    expect(script.kinds({ kind: 'max-completion-due', frameworkId: 'F', taskId: 'a' })).toEqual([
      'checkpoint-kill',
      'signal SIGKILL',
      'timer kill-due 0',
    ])
    expect(newsOf(script.end('a', { status: 9, signal: 9 }))[0]).toMatchObject({
      state: 'TASK_FAILED',
      reason: 'REASON_MAX_COMPLETION_TIME_REACHED',
    })
  })
  it('while the pod is still to start kills the whole group, and the pod that has nothing else to do', () => {
    const script = running()
    script.event(runGroup([podTask('a'), podTask('b')]))
    const effects = script.event(kill('a'))
    expect(newsOf(effects)).toMatchObject([
      { state: 'TASK_KILLED', reason: 'REASON_TASK_KILLED_DURING_LAUNCH', task_id: { value: 'a' } },
      { state: 'TASK_KILLED', reason: 'REASON_TASK_KILLED_DURING_LAUNCH', task_id: { value: 'b' } },
    ])
    expect(effects.at(-1)).toMatchObject({ kind: 'destroy', containerId: containerOf(script.state, 'p') })
  })
  it('while another group waits, too: that one goes on', () => {
    const script = running()
    script.event(runGroup([podTask('a')]))
    script.event(runGroup([podTask('b')]))
    expect(script.kinds(kill('a'))).not.toContain('destroy')
    expect([...podOf(script.state).queued.keys()]).toEqual(['b'])
    expect(podOf(script.state).queuedGroups).toEqual([['b']])
  })
  it('before its own container runs: it never does', () => {
    const script = running()
    script.event(runGroup([podTask('a')]))
    script.event({ kind: 'container-started', containerId: containerOf(script.state, 'p'), pid: 7, startTime: 70 })
    expect(script.kinds(kill('a'))).toEqual(['checkpoint-kill', 'destroy'])
    script.event({ kind: 'container-destroyed', containerId: nestedOf(script.state, 'a') })
    expect(toldOf(script.state, 'a')).toEqual(['TASK_STARTING', 'TASK_KILLED'])
  })
})

const shutdown = {
  kind: 'shutdown-executor',
  from: master,
  message: { framework_id: { value: 'F' }, executor_id: { value: 'p' } },
} as const

describe('shutting a pod down', () => {
  it('kills its tasks each in its own time, the pod with the last of them, and all at the end of the grace', () => {
    const script = runningPod([podTask('a'), podTask('b')])
    expect(script.kinds(shutdown).filter(kind => !kind.startsWith('checkpoint'))).toEqual([
      'timer executor-shutdown-due 5000',
      ...['signal SIGTERM', 'timer kill-due 3000', 'signal SIGTERM', 'timer kill-due 3000'],
    ])
    const record = { status: 15, signal: 15 }
    expect(newsOf(script.end('a', record))).toMatchObject([{ state: 'TASK_KILLED' }])
    expect(script.end('b', record).at(-1)).toMatchObject({ kind: 'destroy', containerId: script.pod })
    expect(script.event({ kind: 'executor-shutdown-due', containerId: script.pod })).toMatchObject([
      { kind: 'destroy' },
    ])
  })
  it('with its framework: nobody is told', () => {
    const script = runningPod([podTask('a')])
    script.event({ kind: 'shutdown-framework', from: master, message: { framework_id: { value: 'F' } } })
    expect(newsOf(script.end('a'))).toEqual([])
    script.event({ kind: 'container-destroyed', containerId: script.pod })
    expect([script.state.frameworks.size, script.state.containers.size, script.state.streams.size]).toEqual([0, 0, 0])
  })
  it('in a drain: its tasks are killed for that', () => {
    const script = runningPod([podTask('a')])
    script.event({ kind: 'drain', from: master, message: { config: {} } })
    expect(newsOf(script.end('a'))).toMatchObject([{ state: 'TASK_KILLED', reason: 'REASON_AGENT_DRAINING' }])
    script.event(acknowledge(script.state, 'a'))
    script.event({ kind: 'container-destroyed', containerId: script.pod })
    expect(script.state.draining).toBeUndefined()
  })
  it('takes no more tasks', () => {
    const script = runningPod([podTask('a')])
    script.event(shutdown)
    expect(newsOf(script.event(runGroup([podTask('b')])))).toMatchObject([
      { state: 'TASK_DROPPED', reason: 'REASON_EXECUTOR_TERMINATED', message: 'Executor terminating' },
    ])
  })
})

describe('a group is taken whole or not at all', () => {
  const exitedOf = (effects: readonly any[]) => effects.filter(({ name }) => name === 'ExitedExecutorMessage')
  it.each([
    ['a task with a path for an id', [podTask('a'), podTask('../b')], {}, 'disallowed'],
    ["another agent's task", [podTask('a'), podTask('b', { agent_id: { value: 'M-S9' } })], {}, 'M-S9'],
    ['a task without a command', [podTask('a'), podTask('b', { command: undefined })], {}, 'no value'],
    ['two of the same id', [podTask('a'), podTask('a')], {}, 'same id'],
    ['a docker container', [podTask('a', { container: { type: 'DOCKER' } })], {}, 'DOCKER'],
    ['a senseless check', [podTask('a', { check: { type: 'TCP' } })], {}, 'TCP'],
    ['a command for the default executor', [podTask('a')], { command: { value: 'x' } }, 'has a command'],
    [
      'an image for it',
      [podTask('a')],
      { container: { type: 'MESOS', mesos: { image: { type: 'DOCKER' } } } },
      'image',
    ],
    ['no command for an executor of its own', [podTask('a')], { type: 'CUSTOM' }, 'no command'],
  ] as const)('%s', (_, tasks, executor, message) => {
    const script = running()
    const effects = script.event(runGroup(tasks, { executor, launch: true }))
    const told = newsOf(effects)
    expect(new Set(told.map(({ task_id }) => task_id.value))).toEqual(
      new Set(tasks.map(({ task_id }) => task_id.value)),
    )
    for (const status of told) {
      expect(status).toMatchObject({ state: 'TASK_ERROR', reason: 'REASON_TASK_GROUP_INVALID', source: 'SOURCE_AGENT' })
      expect(status.message).toContain(message)
    }
    expect(exitedOf(effects)).toMatchObject([{ body: { executor_id: { value: 'p' }, status: -1 } }])
    expect(script.state.frameworks.size).toBe(0)
  })

  it('what one of them asks for and we do not have fails all', () => {
    const script = running({ root: false, ownUser: 'me' })
    const mine = podTask('a', { command: { value: 'true', user: 'me' } })
    const effects = script.event(runGroup([mine, podTask('b')], { launch: true }))
    expect(newsOf(effects).map(({ state, reason }) => [state, reason])).toEqual([
      ['TASK_FAILED', 'REASON_CONTAINER_LAUNCH_FAILED'],
      ['TASK_FAILED', 'REASON_CONTAINER_LAUNCH_FAILED'],
    ])
    expect(exitedOf(effects)).toHaveLength(1)
    expect(script.state.frameworks.size).toBe(0)
  })

  it.each([
    ['PARTITION_AWARE', 'TASK_DROPPED'],
    ['GPU_RESOURCES', 'TASK_LOST'],
  ])('on an agent that drains, of a framework with %s: %s', (capability, state) => {
    const script = runningPod([podTask('a')])
    script.event({ kind: 'drain', from: master, message: { config: {} } })
    const info = { capabilities: [{ type: capability }] }
    const effects = script.event(
      runGroup([podTask('b')], { executor: { executor_id: { value: 'q' } }, info, launch: true }),
    )
    expect(newsOf(effects)).toMatchObject([{ state, reason: 'REASON_AGENT_DRAINING', executor_id: { value: 'q' } }])
    expect(exitedOf(effects)).toHaveLength(1)
  })

  it('the leader expects no executor to start, and none is here', () => {
    const script = running()
    const effects = script.event(runGroup([podTask('a')], { launch: false }))
    expect(newsOf(effects)).toMatchObject([{ state: 'TASK_DROPPED', reason: 'REASON_EXECUTOR_TERMINATED' }])
    expect(script.state.frameworks.size).toBe(0)
  })

  it('the leader expects one to start, and it runs: what it believes is wrong, so the executor ends', () => {
    const script = runningPod([podTask('a')])
    const effects = script.event(runGroup([podTask('b')], { launch: true }))
    expect(newsOf(effects)).toMatchObject([{ state: 'TASK_DROPPED', reason: 'REASON_EXECUTOR_TERMINATED' }])
    expect(podOf(script.state).state).toBe('terminating')
  })

  it('the pod of that name is gone but for a last word that nobody acknowledged: it is said again at once', () => {
    const { state, event, end, pod } = runningPod([podTask('a')])
    end('a')
    event({ kind: 'container-destroyed', containerId: pod })
    const told = newsOf(event(runGroup([podTask('b')], { launch: true })))
    expect(told.map(({ task_id, state: is }) => [task_id.value, is])).toEqual([
      ['b', 'TASK_DROPPED'],
      ['a', 'TASK_FINISHED'],
    ])
    event(acknowledge(state, 'a'))
    expect(event(runGroup([podTask('c')], { launch: true })).map(({ kind }) => kind)).toContain('launch')
  })

  it('comes twice and is taken once', () => {
    const script = runningPod([podTask('a')])
    expect(script.kinds(runGroup([podTask('a')]))).toEqual([])
  })

  it('an executor has one name and one kind', () => {
    const script = running()
    script.event(runTask('p'))
    expect(newsOf(script.event(runGroup([podTask('a')])))).toMatchObject([
      { state: 'TASK_ERROR', reason: 'REASON_TASK_GROUP_INVALID' },
    ])
  })
})
