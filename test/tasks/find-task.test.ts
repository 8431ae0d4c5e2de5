import { describe, expect, it } from 'vitest'
import { type ClusterTask, findTask } from '../../src/tasks/cluster-tasks.ts'

const task = (id: string, name: string, state = 'TASK_RUNNING') => ({ id, name, state }) as ClusterTask

const tasks = [
  task('hello.aaaa', 'hello', 'TASK_FINISHED'),
  task('hello.bbbb', 'hello'),
  task('web-1.cccc', 'web'),
  task('web-2.cccc', 'web'),
  task('web-2.cccc.canary', 'canary'),
  task('old.dddd', 'old', 'TASK_FAILED'),
]

describe('a task is found', () => {
  it.each([
    ['by its id', 'hello.aaaa', 'hello.aaaa'],
    ['by its id, though another begins with it', 'web-2.cccc', 'web-2.cccc'],
    ['by the start of its id', 'web-1', 'web-1.cccc'],
    ['by its name', 'canary', 'web-2.cccc.canary'],
    ['as the one of that name that runs', 'hello', 'hello.bbbb'],
    ['when it ended, being the only one', 'old', 'old.dddd'],
  ])('%s', (_, wanted, id) => {
    expect(findTask(tasks, wanted).id).toBe(id)
  })
})

it.each([
  ['web', 'task.ambiguous', 'web may be any of web-1.cccc, web-2.cccc, web-2.cccc.canary'],
  ['nothing', 'task.unknown', 'there is no task nothing'],
])('%s: %s', (wanted, code, message) => {
  expect(() => findTask(tasks, wanted)).toThrow(expect.objectContaining({ code, message }))
})

it('names ten of many', () => {
  const many = Array.from({ length: 500 }, (_, index) => task(`t-${index}`, 't'))
  expect(() => findTask(many, 't')).toThrow(/t-490.* and 490 more$/)
})
