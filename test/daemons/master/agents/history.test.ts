import { expect, it } from 'vitest'
import type { Event } from '../../../../src/daemons/master/events.ts'
import { newWorld } from '../world.ts'

const info = { hostname: 'h', port: 5051, id: { value: 'A-S0' } }
const framework = { user: 'u', name: 'f', id: { value: 'F' } }
const task = (id: string, state: string) => ({
  name: id,
  task_id: { value: id },
  framework_id: { value: 'F' },
  agent_id: { value: 'A-S0' },
  state,
})
const comesBack = (tasks: object[], completed: object[]) =>
  ({
    kind: 'reregister-agent',
    from: 'slave(1)@10.0.0.1:5051',
    message: {
      agent: info,
      version: '1.11.0',
      frameworks: [framework],
      tasks,
      completed_frameworks: [{ framework_info: framework, tasks: completed }],
    },
  }) as Event

const leading = (known: boolean) => {
  const world = newWorld()
  world.happen({ kind: 'elected' })
  const records = known ? [{ area: 'agents', key: 'A-S0', value: { info } } as const] : []
  world.happen({ kind: 'registry-loaded', records })
  return world
}
const completed = ({ state }: ReturnType<typeof leading>) =>
  state.frameworks.get('F')!.completedTasks.map(({ task_id }) => task_id.value)

it('after a failover agents remember what had ended', () => {
  const world = leading(true)
  world.happen(comesBack([], [task('t', 'TASK_FINISHED')]))
  expect(completed(world)).toEqual(['t'])
})

it('a task that was taken for lost, and runs, is not history', () => {
  const world = leading(false)
  world.happen(comesBack([task('t', 'TASK_RUNNING')], []))
  world.happen({ kind: 'unregister-agent', from: 'slave(1)@10.0.0.1:5051', agentId: 'A-S0' })
  expect(completed(world)).toEqual(['t'])
  world.happen(comesBack([task('t', 'TASK_RUNNING')], [task('t', 'TASK_LOST')]))
  expect(completed(world)).toEqual([])
  expect([...world.state.frameworks.get('F')!.tasks.keys()]).toEqual(['t'])
})
