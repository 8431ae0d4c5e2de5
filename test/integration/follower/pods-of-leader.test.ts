import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Offer, OfferOperation } from '../../../src/mesos/messages/offer.ts'
import type { TaskState } from '../../../src/mesos/messages/task.ts'
import { agentOf } from '../compatibility/replay.ts'
import { type Daemon, eventually, newLab } from '../master/daemons.ts'
import { type Framework, startFramework } from '../master/framework.ts'

const lab = newLab()
let leader: Daemon
let framework: Framework
beforeAll(async () => {
  leader = await lab.leader()
  await lab.agent(leader.address)
  await agentOf(leader.address)
  framework = await startFramework(leader.address)
})
afterAll(() => lab.end())

const scalar = (name: string, value: number) =>
  ({ name, type: 'SCALAR', scalar: { value }, allocation_info: { role: 'dev' } }) as const

const group = (offer: Offer, pod: string, commands: Readonly<Record<string, string>>): OfferOperation => ({
  type: 'LAUNCH_GROUP',
  launch_group: {
    executor: {
      type: 'DEFAULT',
      executor_id: { value: pod },
      framework_id: { value: framework.id },
      resources: [scalar('cpus', 0.1), scalar('mem', 32), scalar('disk', 32)],
    },
    task_group: {
      tasks: Object.entries(commands).map(([id, value]) => ({
        name: id,
        task_id: { value: id },
        agent_id: offer.agent_id,
        resources: [scalar('cpus', 0.1), scalar('mem', 32)],
        command: { value },
      })),
    },
  },
})

const launch = async (pod: string, commands: Readonly<Record<string, string>>) => {
  const offer = await framework.offer()
  const accept = { offer_ids: [offer.id], filters: { refuse_seconds: 0 }, operations: [group(offer, pod, commands)] }
  framework.forget()
  await framework.call({ type: 'ACCEPT', accept })
}
const status = (id: string, state: TaskState) => framework.status(id, one => one.state === state)

const failure = async () =>
  (await eventually('the end of the pod is told', () => framework.events.find(({ type }) => type === 'FAILURE')))
    .failure

it('pods between our own leader and follower: two groups in one, and the end of both', async () => {
  await launch('pod', { a: 'sleep 1000', b: 'sleep 1000' })
  const { container_status } = await status('a', 'TASK_RUNNING')
  expect(container_status?.container_id?.parent).toBeDefined()
  await status('b', 'TASK_RUNNING')
  const offer = await framework.offer()
  expect(offer.executor_ids).toEqual([{ value: 'pod' }])
  await launch('pod', { c: 'exit 0' })
  expect(await status('c', 'TASK_FINISHED')).toMatchObject({ message: 'Command exited with status 0' })
  await framework.call({ type: 'KILL', kill: { task_id: { value: 'a' } } })
  await Promise.all([status('a', 'TASK_KILLED'), status('b', 'TASK_KILLED')])
  expect(await failure()).toMatchObject({ executor_id: { value: 'pod' }, status: 0 })
})
