import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Effect } from '../../../../src/daemons/follower/effects.ts'
import { acknowledge, containerOf, master, running, runTask } from '../new-state.ts'

const file = join(import.meta.dirname, '../../../../../shared/captures/streams.jsonl')

/** What the scheduler and operators were told of the captured task `t-long`, in order: all that checks have to do with. */
const captured = () => {
  const statuses = readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line.includes('03-scheduler/operator_stream') && line.includes('"check_status"'))
    .map(line => JSON.parse(line).record.record)
    .filter(({ type }) => type === 'TASK_UPDATED')
    .map(({ task_updated }) => task_updated.status)
  return statuses.filter(({ task_id }) => task_id.value === 't-long').map(told)
}

const told = ({ state, reason, healthy, check_status, message, source }: any) => ({
  state,
  reason,
  healthy,
  check_status,
  message,
  source,
})

describe.skipIf(!existsSync(file))('a task with a check (skipped where there are no captures)', () => {
  it('is told of as it was by Mesos', () => {
    const script = running()
    const check = { type: 'COMMAND', command: { command: { value: 'exit 7' } } }
    const statuses: any[] = []
    const take = (effects: readonly Effect[]) => {
      for (const effect of effects) {
        if (effect.kind === 'checkpoint-update' && effect.record.update)
          statuses.push(told(effect.record.update.status))
      }
      while (script.state.streams.has('F/t')) script.event(acknowledge(script.state, 't'))
    }
    take(script.event(runTask('t', { check }, { capabilities: [{ type: 'TASK_KILLING_STATE' }] })))
    const containerId = containerOf(script.state, 't')
    take(script.event({ kind: 'container-started', containerId, pid: 7, startTime: 70 }))
    const key = { frameworkId: 'F', taskId: 't', which: 'check' } as const
    take(script.event({ kind: 'check-done', ...key, result: { kind: 'command', exitCode: 7 } }))
    const message = { framework_id: { value: 'F' }, task_id: { value: 't' } }
    take(script.event({ kind: 'kill-task', from: master, message }))
    take(script.event({ kind: 'container-destroyed', containerId, record: { status: 15, signal: 15 } }))
    expect(captured().length).toBeGreaterThanOrEqual(5)
    expect(statuses).toEqual(captured())
  })
})
