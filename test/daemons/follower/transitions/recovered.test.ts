import { describe, expect, it } from 'vitest'
import type { RecoveredAgent } from '../../../../src/daemons/follower/recovery/recovered.ts'
import type { TaskState } from '../../../../src/mesos/messages/task.ts'
import { agentId, framework, masterInfo, newState, play } from '../new-state.ts'

const update = (state: TaskState, uuid: string) => ({
  framework_id: { value: 'F' },
  status: { task_id: { value: 't' }, state, uuid, timestamp: 5 },
  timestamp: 5,
  uuid,
})

const agent = (
  states: readonly TaskState[],
  acknowledged: number,
  more: Partial<RecoveredAgent> = {},
): RecoveredAgent => ({
  info: { hostname: 'h', port: 5051, resources: [], id: { value: agentId } },
  rebooted: false,
  resources: [],
  frameworks: [
    {
      info: framework({ capabilities: [{ type: 'TASK_KILLING_STATE' }] }),
      executors: [
        {
          info: { executor_id: { value: 't' } },
          containerId: 'C',
          kind: 'command',
          subscribed: false,
          tasks: [
            {
              task: {
                name: 't',
                task_id: { value: 't' },
                framework_id: { value: 'F' },
                agent_id: { value: agentId },
                state: 'TASK_STAGING',
              },
              updates: states.map((state, index) => update(state, `u${index}`)),
              acknowledged,
            },
          ],
        },
      ],
    },
  ],
  ...more,
})

const started = { kind: 'container-started', containerId: 'C', pid: 7, startTime: 70 } as const

describe('what an earlier run has left', () => {
  it('is taken up, without a second word on what is known', () => {
    const script = play(newState())
    expect(script.kinds({ kind: 'recovered', agent: agent(['TASK_STARTING', 'TASK_RUNNING'], 2) })).toEqual(['adopt'])
    expect(script.kinds(started)).toEqual(['checkpoint-process'])
    expect(script.state.info.id?.value).toBe(agentId)
  })
  it.each([
    [7, []],
    [8, ['checkpoint-process']],
  ])('with the pid %i on disk: the same is not written again', (forkedPid, kinds) => {
    const script = play(newState())
    const left = agent(['TASK_STARTING', 'TASK_RUNNING'], 2)
    const [{ info, executors }] = left.frameworks as [RecoveredAgent['frameworks'][0]]
    script.event({
      kind: 'recovered',
      agent: { ...left, frameworks: [{ info, executors: executors.map(one => ({ ...one, forkedPid })) }] },
    })
    expect(script.kinds(started)).toEqual(kinds)
  })
  it('is said to run where that was not said yet', () => {
    const script = play(newState())
    script.event({ kind: 'recovered', agent: agent(['TASK_STARTING'], 1) })
    expect(script.kinds(started)).toEqual([
      'checkpoint-process',
      'checkpoint-update UPDATE',
      'timer retry-update 10000',
    ])
  })
  it.each([
    [['TASK_STARTING', 'TASK_RUNNING'], 0, ['u0', 'u1']],
    [['TASK_STARTING', 'TASK_RUNNING'], 1, ['u1']],
    [['TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED'], 2, ['u2']],
  ] as const)('%j with %i acknowledged: the rest is sent again, in order', (states, acknowledged, uuids) => {
    const script = play(newState())
    script.event({ kind: 'recovered', agent: agent(states, acknowledged) })
    expect(script.state.streams.get('F/t')!.pending.map(({ uuid }) => uuid)).toEqual(uuids)
  })
  it('that is over and acknowledged is history', () => {
    const script = play(newState())
    script.event({ kind: 'recovered', agent: agent(['TASK_STARTING', 'TASK_FINISHED'], 2) })
    expect(script.state.streams.size).toBe(0)
    expect(script.kinds({ kind: 'container-destroyed', containerId: 'C' })).toContain('checkpoint-end')
  })
  it('before a reboot has ended with it', () => {
    const script = play(newState())
    expect(script.kinds({ kind: 'recovered', agent: agent(['TASK_RUNNING'], 1, { rebooted: true }) })).toEqual([
      'destroy',
    ])
    script.event({ kind: 'container-destroyed', containerId: 'C' })
    expect(script.state.streams.get('F/t')!.pending[0]!.status.state).toBe('TASK_FAILED')
  })
  it('in the middle of a drain is asked to end, once it is found', () => {
    const script = play(newState())
    const draining = { max_grace_period: { nanoseconds: 1e9 } }
    expect(script.kinds({ kind: 'recovered', agent: agent(['TASK_RUNNING'], 1, { draining }) })).toEqual([
      'adopt',
      'timer drain-due 200',
    ])
    script.event(started)
    expect(script.kinds({ kind: 'drain-due' })).toEqual([
      'checkpoint-kill',
      'checkpoint-update UPDATE',
      'timer retry-update 10000',
      'signal SIGTERM',
      'timer kill-due 1000',
    ])
  })
  it('nothing: a leader is waited for', () => {
    const script = play(newState())
    expect(script.kinds({ kind: 'master-detected', master: masterInfo })).toEqual([])
    expect(script.kinds({ kind: 'recovered' })).toEqual([])
    expect(script.state.phase).toBe('disconnected')
  })
})
