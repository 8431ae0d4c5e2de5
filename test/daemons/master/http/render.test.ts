import { describe, expect, it } from 'vitest'
import { newFramework } from '../../../../src/daemons/master/frameworks/new.ts'
import { executorView } from '../../../../src/daemons/master/http/render/executor.ts'
import { resourceSum } from '../../../../src/daemons/master/http/render/resource-sums.ts'
import { taskView } from '../../../../src/daemons/master/http/render/task.ts'
import { tasksPieces } from '../../../../src/daemons/master/http/render/tasks.ts'
import { readTasksQuery } from '../../../../src/daemons/master/http/tasks.ts'
import { newState } from '../../../../src/daemons/master/new-state.ts'
import type { Resource } from '../../../../src/mesos/messages/resource.ts'
import type { Task } from '../../../../src/mesos/messages/task.ts'
import { summarize } from '../../../../src/mesos/resources/index.ts'
import { settings } from '../settings.ts'

const scalar = (name: string, value: number, more: Partial<Resource> = {}): Resource => ({
  name,
  type: 'SCALAR',
  scalar: { value },
  ...more,
})
const ports = (begin: number, end: number): Resource => ({
  name: 'ports',
  type: 'RANGES',
  ranges: { range: [{ begin, end }] },
})

describe('sums of resources', () => {
  const shared = scalar('disk', 5, { shared: {}, disk: { persistence: { id: 'v' } } })
  it.each<[string, Resource[][]]>([
    ['nothing', []],
    ['tenths', [[scalar('cpus', 0.1)], [scalar('cpus', 0.2), scalar('mem', 32)]]],
    ['revocable ones apart', [[scalar('cpus', 1, { revocable: {} })], [scalar('cpus', 2)]]],
    ['ranges and sets', [[ports(1, 5)], [ports(6, 9)], [{ name: 'bugs', type: 'SET', set: { item: ['b', 'a'] } }]]],
    ['a shared volume once', [[shared], [shared, scalar('disk', 1)]]],
    ['other names', [[scalar('bandwidth', 10)]]],
  ])('are what summarize() says: %s', (_, lists) => {
    const sums = resourceSum()
    for (const list of lists) sums.add(list)
    expect(sums.summary()).toEqual(summarize(lists.flat()))
  })
})

const task = (id: string, ...timestamps: number[]): Task => ({
  name: id,
  task_id: { value: id },
  framework_id: { value: 'F' },
  agent_id: { value: 'S' },
  state: 'TASK_RUNNING',
  statuses: timestamps.map(timestamp => ({ task_id: { value: id }, state: 'TASK_RUNNING', timestamp })),
})

const stateWith = (tasks: readonly Task[]) => {
  const state = newState({ id: 'M', ip: 0, port: 5050 }, settings, [1, 2, 3, 4], 0)
  const framework = newFramework({ id: { value: 'F' }, user: 'root', name: 'f' })
  for (const each of tasks) framework.tasks.set(each.task_id.value, each)
  state.frameworks.set('F', framework)
  return state
}

const ids = (tasks: readonly Task[], query: Record<string, string>): string[] => {
  const text = [...tasksPieces(stateWith(tasks), readTasksQuery(query))].join('')
  return (JSON.parse(text).tasks as { id: string }[]).map(({ id }) => id)
}

describe('/tasks', () => {
  const tasks = [task('none'), task('old', 1, 9), task('young', 3, 4), task('middle', 2)]
  it.each<[Record<string, string>, string[]]>([
    [{}, ['young', 'middle', 'old', 'none']],
    [{ order: 'asc' }, ['none', 'old', 'middle', 'young']],
    [{ limit: '1' }, ['young']],
    [{ limit: '2', offset: '1' }, ['middle', 'old']],
    [{ limit: 'x', offset: '-1' }, ['young', 'middle', 'old', 'none']],
    [{ offset: '9' }, []],
    [{ task_id: 'old' }, ['old']],
    [{ framework_id: 'G' }, []],
    [{ framework_id: 'F', task_id: 'none' }, ['none']],
  ])('%j gives %j', (query, expected) => expect(ids(tasks, query)).toEqual(expected))

  it('sorts thousands as a sort would', () => {
    const many = Array.from({ length: 3000 }, (_, number) => task(`t${number}`, (number * 7919) % 1009))
    const expected = many.toSorted((a, b) => a.statuses![0]!.timestamp! - b.statuses![0]!.timestamp!)
    expect(ids(many, { order: 'asc', limit: '5000' })).toEqual(expected.map(({ name }) => name))
  })
})

describe('v0 forms', () => {
  it('shows what a task carries', () => {
    const labels = { labels: [{ key: 'a', value: 'b' }] }
    const shown = taskView({
      ...task('t', 1),
      labels,
      user: 'nobody',
      limits: { cpus: { value: Number.POSITIVE_INFINITY }, mem: { value: 64 } },
      resources: [scalar('cpus', 1, { allocation_info: { role: 'dev' } })],
    })
    expect(shown).toMatchObject({
      labels: labels.labels,
      user: 'nobody',
      role: 'dev',
      limits: { cpus: 'Infinity', mem: 64 },
    })
  })

  it('shows a command', () => {
    const command = { shell: true, value: 'ls', arguments: ['a'], uris: [{ value: 'http://x' }] }
    expect(executorView({ executor_id: { value: 'E' }, command }, 'F', 'S')).toMatchObject({
      framework_id: 'F',
      slave_id: 'S',
      name: '',
      command: { shell: true, value: 'ls', argv: ['a'], uris: [{ value: 'http://x', executable: false }] },
    })
  })
})
