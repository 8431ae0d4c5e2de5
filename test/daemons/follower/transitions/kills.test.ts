import { describe, expect, it } from 'vitest'
import { killText, parseKill } from '../../../../src/daemons/follower/recovery/kill-file.ts'
import type { RecoveredTask } from '../../../../src/daemons/follower/recovery/recovered.ts'
import { agentId, framework, newState, play } from '../new-state.ts'

/** A follower that comes back and finds one command task, that has its process still. */
const back = (found: Partial<RecoveredTask> = {}) => {
  const script = play(newState())
  const task = {
    name: 't',
    task_id: { value: 't' },
    framework_id: { value: 'F' },
    agent_id: { value: agentId },
    state: 'TASK_RUNNING' as const,
  }
  const executor = {
    info: { executor_id: { value: 't' } },
    containerId: 'c',
    kind: 'command' as const,
    subscribed: false,
    tasks: [{ task, updates: [], acknowledged: 0, ...found }],
  }
  const info = { hostname: 'h', id: { value: agentId } }
  script.event({
    kind: 'recovered',
    agent: { info, rebooted: false, resources: [], frameworks: [{ info: framework(), executors: [executor] }] },
  })
  return {
    ...script,
    found: () => script.kinds({ kind: 'container-started', containerId: 'c', pid: 7, startTime: 70 }),
  }
}

describe('a kill that a restart came between', () => {
  it.each([
    ['goes on with what is left of its grace', 1_002_000, 'timer kill-due 2000'],
    ['ends where it is over', 999_000, 'timer kill-due 0'],
  ])('%s', (_, deadline, due) => {
    expect(back({ kill: { why: 'asked', deadline } }).found()).toEqual(['checkpoint-process', 'signal SIGTERM', due])
  })
  it('is still why the task ended', () => {
    const { found, event, state } = back({ kill: { why: 'asked', deadline: 1_002_000 } })
    found()
    event({ kind: 'container-destroyed', containerId: 'c', record: { status: 15, signal: 15 } })
    expect(state.streams.get('F/t')!.pending.at(-1)!.status.state).toBe('TASK_KILLED')
  })
  it('leaves a task alone that nobody wanted to end', () => {
    expect(back().found()).toEqual(['checkpoint-process'])
  })
})

describe('the file of a kill', () => {
  it.each([
    ['asked', 1_000_000_000_000.4],
    ['max-completion-time', 0],
    ['drained', 12],
  ] as const)('%s by %d', (why, deadline) => {
    expect(parseKill(killText({ why, deadline }))).toEqual({ why, deadline: Math.ceil(deadline) })
  })
  it.each(['', 'asked', 'asked 12', 'asked x\n', 'bored 12\n', '../asked 1\n'])('%j is none', text =>
    expect(parseKill(text)).toBeUndefined(),
  )
})
