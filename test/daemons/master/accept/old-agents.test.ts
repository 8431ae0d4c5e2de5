import { expect, it } from 'vitest'
import { executorFor, taskFor } from '../../../../src/daemons/master/accept/old-agents.ts'
import type { Agent } from '../../../../src/daemons/master/state.ts'
import type { TaskInfo } from '../../../../src/mesos/messages/task.ts'

const agent = (...capabilities: string[]) => ({ capabilities: new Set(capabilities) }) as unknown as Agent
const cpus = { name: 'cpus', type: 'SCALAR' as const, scalar: { value: 1 } }
const reserved = { ...cpus, reservations: [{ type: 'DYNAMIC' as const, role: 'dev', principal: 'p' }] }
const task: TaskInfo = {
  name: 't',
  task_id: { value: 't' },
  agent_id: { value: 'S' },
  resources: [cpus, reserved],
  executor: { executor_id: { value: 'e' }, resources: [reserved] },
}

it('an agent that knows refined reservations is told them as they are', () => {
  const refined = agent('RESERVATION_REFINEMENT')
  expect(taskFor(refined, task)).toBe(task)
  expect(executorFor(refined, task.executor!)).toBe(task.executor)
})

it('an older one is told them as it knows them, the executor’s too', () => {
  const old = { ...cpus, role: 'dev', reservation: { principal: 'p' } }
  expect(taskFor(agent('MULTI_ROLE'), task)).toEqual({
    ...task,
    resources: [{ ...cpus, role: '*' }, old],
    executor: { executor_id: { value: 'e' }, resources: [old] },
  })
  expect(executorFor(agent(), { executor_id: { value: 'e' } })).toEqual({ executor_id: { value: 'e' } })
})
