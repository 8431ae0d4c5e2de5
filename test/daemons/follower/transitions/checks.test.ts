import { describe, expect, it } from 'vitest'
import type { ProbeResult } from '../../../../src/daemons/follower/checks/probe.ts'
import type { Effect } from '../../../../src/daemons/follower/effects.ts'
import type { Event } from '../../../../src/daemons/follower/events.ts'
import {
  acknowledge,
  agentId,
  containerOf,
  framework,
  master,
  masterInfo,
  newState,
  play,
  running,
  runTask,
} from '../new-state.ts'

const health_check = {
  type: 'TCP',
  tcp: { port: 80 },
  delay_seconds: 1,
  interval_seconds: 2,
  grace_period_seconds: 0,
} as const
const check = { type: 'HTTP', http: { port: 80 }, delay_seconds: 0 } as const

const key = (which: 'health' | 'check' = 'health') => ({ frameworkId: 'F', taskId: 't', which })
const done = (result: ProbeResult, which?: 'check'): Event => ({ kind: 'check-done', ...key(which), result })
const tcp = (succeeded: boolean) => done({ kind: 'tcp', succeeded, ...(succeeded ? {} : { message: 'refused' }) })
const http = (statusCode: number) => done({ kind: 'http', statusCode }, 'check')

/** The task runs and everything so far is acknowledged. */
const started = (task: object, info: object = {}) => {
  const script = running()
  script.event(runTask('t', task, info))
  const containerId = containerOf(script.state, 't')
  script.event(acknowledge(script.state, 't'))
  const effects = script.event({ kind: 'container-started', containerId, pid: 7, startTime: 70 })
  script.event(acknowledge(script.state, 't'))
  return { ...script, containerId, effects }
}

const statuses = (effects: readonly Effect[]) =>
  effects.flatMap(effect => (effect.kind === 'checkpoint-update' ? [effect.record.update?.status] : []))

/** What each result makes of the task. */
const madeOf = (task: object, results: readonly Event[]) => {
  const script = started(task)
  return results.map(result => {
    const effects = script.event(result)
    while (script.state.streams.has('F/t')) script.event(acknowledge(script.state, 't'))
    const told = statuses(effects).map(status => `${status?.state} ${status?.healthy}`)
    const signals = effects.flatMap(effect => (effect.kind === 'signal' ? [effect.signal] : []))
    return [...told, ...signals].join(', ')
  })
}

describe('a health check', () => {
  it('is first due after its delay, and looks at the container', () => {
    const script = started({ health_check })
    expect(script.effects).toContainEqual({
      kind: 'timer',
      id: 'health F/t',
      after: 1_000,
      then: { kind: 'check-due', ...key() },
    })
    expect(script.event({ kind: 'check-due', ...key() })).toMatchObject([
      {
        kind: 'probe',
        order: {
          id: 'health F/t',
          containerId: script.containerId,
          process: { pid: 7, startTime: 70 },
          timeout: 20_000,
        },
        then: key(),
      },
    ])
  })

  it('gives a command the environment of the task and its own on top', () => {
    const own = (name: string, value: string) => ({ environment: { variables: [{ name, value }] } })
    const script = started({
      command: { value: 'sleep 9', ...own('OF', 'task') },
      health_check: { type: 'COMMAND', command: { value: 'true', ...own('MINE', 'check') } },
    })
    const [effect] = script.event({ kind: 'check-due', ...key() })
    expect(effect).toMatchObject({ order: { environment: { OF: 'task', MINE: 'check', MESOS_EXECUTOR_ID: 't' } } })
  })

  it('tells of the first success, of changes and of each failure', () => {
    expect(madeOf({ health_check }, [tcp(true), tcp(true), tcp(false), tcp(false), tcp(true), tcp(true)])).toEqual([
      'TASK_RUNNING true',
      '',
      'TASK_RUNNING false',
      'TASK_RUNNING false',
      'TASK_RUNNING true',
      '',
    ])
  })

  it('ends the task after so many failures in a row, by the ordinary way', () => {
    const twice = { ...health_check, consecutive_failures: 2 }
    expect(madeOf({ health_check: twice }, [tcp(false), tcp(true), tcp(false), tcp(false), tcp(false)])).toEqual([
      'TASK_RUNNING false',
      'TASK_RUNNING true',
      'TASK_RUNNING false',
      'TASK_RUNNING false, SIGTERM',
      '',
    ])
  })

  it('counts no failure within its grace, unless the task was sound before', () => {
    const graceful = { ...health_check, grace_period_seconds: 10 }
    expect(madeOf({ health_check: graceful }, [tcp(false), tcp(true), tcp(false)])).toEqual([
      '',
      'TASK_RUNNING true',
      'TASK_RUNNING false',
    ])
    const script = started({ health_check: graceful })
    script.pass(10_001)
    expect(statuses(script.event(tcp(false)))).toMatchObject([{ healthy: false }])
  })

  it.each<[ProbeResult, boolean | undefined]>([
    [{ kind: 'command', exitCode: 0 }, true],
    [{ kind: 'command', exitCode: 1 }, false],
    [{ kind: 'http', statusCode: 200 }, true],
    [{ kind: 'http', statusCode: 399 }, true],
    [{ kind: 'http', statusCode: 400 }, false],
    [{ kind: 'http', statusCode: 199 }, false],
    [{ kind: 'failed', message: 'late' }, false],
    [{ kind: 'undone', message: 'lost' }, undefined],
  ])('makes of %j: %s', (result, healthy) => {
    const told = statuses(started({ health_check }).event(done(result)))
    expect(told.map(status => status?.healthy)).toEqual(healthy === undefined ? [] : [healthy])
  })

  it('says why, and that it was it that ended the task', () => {
    const script = started({ health_check: { ...health_check, consecutive_failures: 1 } })
    const effects = script.event(tcp(false))
    expect(statuses(effects)).toMatchObject([
      {
        state: 'TASK_RUNNING',
        healthy: false,
        reason: 'REASON_TASK_HEALTH_CHECK_STATUS_UPDATED',
        message: 'Health check failed: refused',
      },
    ])
    expect(effects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['checkpoint-kill', 'stop-probe', 'signal']))
    const { containerId } = script
    script.event(acknowledge(script.state, 't'))
    const end = script.event({ kind: 'container-destroyed', containerId, record: { status: 15, signal: 15 } })
    expect(statuses(end)).toMatchObject([{ state: 'TASK_KILLED', healthy: false }])
  })

  it('is over when the task is being ended, or has ended', () => {
    const script = started({ health_check })
    const message = { framework_id: { value: 'F' }, task_id: { value: 't' } }
    const kill = script.event({ kind: 'kill-task', from: master, message })
    expect(kill).toContainEqual({ kind: 'stop-probe', id: 'health F/t' })
    expect(kill).toContainEqual({ kind: 'cancel-timer', id: 'health F/t' })
    expect(script.event({ kind: 'check-due', ...key() })).toEqual([])
    expect(script.event(tcp(false))).toEqual([])
    const end = script.event({ kind: 'container-destroyed', containerId: script.containerId })
    expect(statuses(end)[0]).not.toHaveProperty('healthy')
    expect(script.event({ kind: 'check-due', ...key() })).toEqual([])
  })

  it('adds nothing to a heap that no leader takes, and tells of it later', () => {
    const script = started({ health_check: { ...health_check, consecutive_failures: 1_000 } })
    for (let round = 0; round < 100; round += 1) script.event(tcp(false))
    expect(script.state.streams.get('F/t')!.pending.length).toBe(64)
    expect(statuses(script.event(tcp(true)))).toEqual([])
    while (script.state.streams.has('F/t')) script.event(acknowledge(script.state, 't'))
    expect(statuses(script.event(tcp(true)))).toMatchObject([{ healthy: true }])
  })

  it('that is not sound is told so', () => {
    const effects = running().event(runTask('t', { health_check: { type: 'HTTP', http: { port: 80, path: 'x' } } }))
    expect(effects).toContainEqual(
      expect.objectContaining({
        body: expect.objectContaining({
          update: expect.objectContaining({
            status: expect.objectContaining({
              state: 'TASK_ERROR',
              reason: 'REASON_TASK_INVALID',
              message: "health check: its path 'x' does not begin with /",
            }),
          }),
        }),
      }),
    )
  })
})

describe('a check', () => {
  it('is empty before its first result, and tells of changes alone', () => {
    const script = running()
    expect(statuses(script.event(runTask('t', { check })))).toMatchObject([
      { check_status: { type: 'HTTP', http: {} } },
    ])
    const results = [http(200), http(200), http(503), done({ kind: 'failed', message: 'late' }, 'check')]
    const { event, state } = started({ check })
    const told = results.map(result => {
      const found = statuses(event(result))
      while (state.streams.has('F/t')) event(acknowledge(state, 't'))
      return found.map(status => [status?.reason, status?.check_status?.http?.status_code])
    })
    const reason = 'REASON_TASK_CHECK_STATUS_UPDATED'
    expect(told).toEqual([[[reason, 200]], [], [[reason, 503]], [[reason, undefined]]])
  })

  it('and a health check are told of together', () => {
    const script = started({ check, health_check })
    script.event(tcp(true))
    script.event(acknowledge(script.state, 't'))
    expect(statuses(script.event(http(204)))).toMatchObject([
      { healthy: true, check_status: { type: 'HTTP', http: { status_code: 204 } } },
    ])
    const [task] = script.state.frameworks.get('F')!.executors.get('t')!.tasks.values()
    expect(task!.task.statuses!.at(-1)).toMatchObject({ healthy: true, check_status: { http: { status_code: 204 } } })
  })
})

describe('after a restart', () => {
  const again = (failures: number, first = true) => {
    const before = started({ health_check: { ...health_check, grace_period_seconds: 60 } })
    before.pass(61_000)
    const updates = [] as any[]
    const keep = (effects: readonly Effect[]) => {
      for (const effect of effects) {
        if (effect.kind === 'checkpoint-update' && effect.record.update) updates.push(effect.record.update)
      }
    }
    if (first) keep(before.event(tcp(true)))
    for (let round = 0; round < failures; round += 1) keep(before.event(tcp(false)))
    const executor = before.state.frameworks.get('F')!.executors.get('t')!
    const { info, task } = executor.tasks.get('t')!
    const script = play(newState())
    script.pass(200_000)
    const { containerId } = executor
    const executors = [
      {
        info: executor.info,
        containerId,
        kind: 'command',
        subscribed: false,
        tasks: [{ task, info, updates, acknowledged: updates.length }],
      },
    ]
    const agent = {
      info: { hostname: 'h', id: { value: agentId } },
      rebooted: false,
      resources: [],
      frameworks: [{ info: framework(), executors }],
    }
    script.event({ kind: 'recovered', agent } as never)
    script.event({ kind: 'master-detected', master: masterInfo })
    const effects = script.event({ kind: 'container-started', containerId, pid: 7, startTime: 70 })
    return { ...script, effects }
  }

  it('checks go on within one interval', () => {
    const timer = again(0).effects.find(effect => effect.kind === 'timer' && effect.id === 'health F/t')
    expect(timer).toMatchObject({ then: { kind: 'check-due', ...key() } })
    expect((timer as { after: number }).after).toBeLessThan(2_000)
  })

  it.each([
    [2, true, ['SIGTERM']],
    [1, true, []],
    [2, false, ['SIGTERM']],
  ])('%i failures of before count (sound before: %s)', (failures, first, signals) => {
    const effects = again(failures, first).event(tcp(false))
    expect(effects.flatMap(effect => (effect.kind === 'signal' ? [effect.signal] : []))).toEqual(signals)
  })

  it('what was told is not told again', () => {
    expect(statuses(again(0).event(tcp(true)))).toEqual([])
    expect(statuses(again(1).event(tcp(true)))).toMatchObject([{ healthy: true }])
  })
})

describe('a container that goes', () => {
  const ways = (containerId: string): readonly Event[] => [
    { kind: 'container-ended', containerId, record: { status: 0, exitCode: 0 } },
    { kind: 'limit-reached', containerId, limitation: { reason: 'REASON_CONTAINER_LIMITATION_DISK', message: 'x' } },
    { kind: 'memory-limit-reached', containerId },
  ]
  it.each([0, 1, 2])('makes nobody ill (%i)', way => {
    const script = started({ health_check: { ...health_check, consecutive_failures: 1 } })
    const { containerId } = script
    expect(script.event(ways(containerId)[way]!)).toContainEqual({ kind: 'stop-probe', id: 'health F/t' })
    expect(script.event(tcp(false))).toEqual([])
    expect(script.event({ kind: 'check-due', ...key() })).toEqual([])
  })
})
