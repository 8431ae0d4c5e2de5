import { expect, it } from 'vitest'
import { newFramework, stepFramework, subscribeCall } from '../../../bench/load/framework.ts'
import type { Offer } from '../../../src/mesos/messages/offer.ts'
import type { TaskState } from '../../../src/mesos/messages/task.ts'

const offer = (id: string, cpus: number): Offer => ({
  id: { value: id },
  framework_id: { value: 'F' },
  agent_id: { value: `agent-${id}` },
  hostname: 'h',
  resources: [
    { name: 'cpus', type: 'SCALAR', scalar: { value: cpus } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 512 } },
  ],
})

const subscribed = (work: number) => {
  const state = newFramework('f', work, { cpus: 1, mem: 256 }, () => 2.5)
  stepFramework(state, { type: 'SUBSCRIBED', subscribed: { framework_id: { value: 'F' } } })
  return state
}

const update = (taskId: string, state: TaskState, uuid?: string) =>
  ({
    type: 'UPDATE',
    update: { status: { task_id: { value: taskId }, agent_id: { value: 'a' }, state, ...(uuid && { uuid }) } },
  }) as const

it('subscribes as new, and again under its id', () => {
  const state = newFramework('f', 1, { cpus: 1, mem: 1 }, () => 1)
  expect(subscribeCall(state)).not.toHaveProperty('framework_id')
  state.id = 'F'
  expect(subscribeCall(state)).toMatchObject({
    framework_id: { value: 'F' },
    subscribe: { framework_info: { id: { value: 'F' } } },
  })
})

it('starts one task on each agent that it is offered, while it has work and they have room', () => {
  const state = subscribed(2)
  const offers = [offer('1', 2), offer('small', 0.5), offer('2', 1), offer('3', 8)]
  const calls = stepFramework(state, { type: 'OFFERS', offers: { offers } })
  const accepted = calls.filter(({ type }) => type === 'ACCEPT').map(({ accept }) => accept!)
  expect(accepted.map(({ offer_ids }) => offer_ids![0]!.value)).toEqual(['1', '2'])
  const [task] = accepted[0]!.operations![0]!.launch!.task_infos!
  expect(task).toMatchObject({ agent_id: { value: 'agent-1' }, command: { value: 'sleep 2.500' } })
  expect(calls.at(-1)).toMatchObject({
    type: 'DECLINE',
    decline: { offer_ids: [{ value: 'small' }, { value: '3' }], filters: { refuse_seconds: 3600 } },
  })
})

it('acknowledges what has a uuid, counts what ends, and complains of what should not be', () => {
  const state = subscribed(2)
  stepFramework(state, { type: 'OFFERS', offers: { offers: [offer('1', 1), offer('2', 1)] } })
  const acknowledged = stepFramework(state, update('f.1', 'TASK_RUNNING', 'AA=='))
  expect(acknowledged).toMatchObject([
    { type: 'ACKNOWLEDGE', acknowledge: { task_id: { value: 'f.1' }, uuid: 'AA==' } },
  ])
  stepFramework(state, update('f.1', 'TASK_RUNNING', 'AA==')) // said twice
  expect(stepFramework(state, update('f.1', 'TASK_FINISHED'))).toEqual([])
  stepFramework(state, update('f.2', 'TASK_LOST'))
  stepFramework(state, { type: 'ERROR', error: { message: 'no' } })
  expect(state.counts).toMatchObject({ running: 1, finished: 1, acknowledged: 2 })
  expect(state.complaints).toEqual(['task f.2 became TASK_LOST: ', 'no'])
  expect(state.tasks.size).toBe(0)
})
