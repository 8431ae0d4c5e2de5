import { describe, expect, it } from 'vitest'
import type { Event } from '../../../../src/daemons/follower/events.ts'
import { agentId, framework, master, running, runTask } from '../new-state.ts'

const ids = { framework_id: { value: 'F' }, executor_id: { value: 'e' } }
const scheduler = 'scheduler(1)@10.0.0.7:99'
const toExecutor = (from = master): Event => ({
  kind: 'framework-message',
  from,
  message: { ...ids, agent_id: { value: agentId }, data: 'aGk=' },
})
const toScheduler: Event = { kind: 'executor-message', frameworkId: 'F', executorId: 'e', call: { data: 'aGk=' } }

/** An executor that has subscribed. `pid`: of a scheduler that speaks libprocess. */
const subscribed = (pid?: string) => {
  const script = running()
  const launch = runTask('t', {
    command: undefined,
    executor: { executor_id: { value: 'e' }, command: { value: './e' } },
  })
  script.event(launch)
  if (pid !== undefined)
    script.event({ kind: 'update-framework', from: master, message: { ...ids, pid, framework_info: framework() } })
  script.event({ kind: 'executor-subscribed', frameworkId: 'F', executorId: 'e', stream: 1, call: {} })
  return script
}
const counted = (effects: readonly any[]) => effects.flatMap(({ kind, metric }) => (kind === 'count' ? [metric] : []))

describe('messages between a scheduler and its executor', () => {
  it.each([
    ['through the leader', undefined, master],
    ['to a scheduler that speaks libprocess directly', scheduler, scheduler],
  ])('up, %s', (_, pid, to) => {
    const effects = subscribed(pid).event(toScheduler)
    expect(effects[0]).toMatchObject({ kind: 'send', to, name: 'ExecutorToFrameworkMessage', body: { data: 'aGk=' } })
    expect(counted(effects)).toEqual(['slave/valid_framework_messages'])
  })

  it.each([
    ['from the leader', undefined, master],
    ['from the scheduler itself', scheduler, scheduler],
  ])('down, %s', (_, pid, from) => {
    const effects = subscribed(pid).event(toExecutor(from))
    expect(effects).toContainEqual({
      kind: 'executor-event',
      stream: 1,
      event: { type: 'MESSAGE', message: { data: 'aGk=' } },
    })
    expect(counted(effects)).toEqual(['slave/valid_framework_messages'])
  })

  const shutdown: Event = { kind: 'shutdown-framework', from: master, message: { framework_id: ids.framework_id } }
  it.each([
    ['from a stranger', [], toExecutor('x@6.6.6.6:6')],
    ['down while no leader has us', [{ kind: 'master-link-exited', pid: master }], toExecutor()],
    ['up while no leader has us', [{ kind: 'master-link-exited', pid: master }], toScheduler],
    ['down to an executor that is away', [{ kind: 'executor-disconnected', stream: 1 }], toExecutor()],
    ['down to one that ends', [shutdown], toExecutor()],
    ['up from one of a framework that ends', [shutdown], toScheduler],
  ] as const)('dropped: %s', (_, before, event) => {
    const script = subscribed()
    for (const one of before) script.event(one as Event)
    const effects = script.event(event)
    expect(effects.filter(({ kind }) => kind === 'send' || kind === 'executor-event')).toEqual([])
    expect(counted(effects)).toEqual(['slave/invalid_framework_messages'])
  })
})
