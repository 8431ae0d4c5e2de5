import { describe, expect, it } from 'vitest'
import { jsonPieces, type Large, protobufPieces } from '../../../../src/daemons/master/http/render/large.ts'
import { decode } from '../../../../src/mesos/messages/codec/index.ts'
import {
  Response,
  ResponseGetExecutors,
  ResponseGetState,
  ResponseGetTasks,
} from '../../../../src/mesos/messages/master-response.ts'
import type { Task } from '../../../../src/mesos/messages/task.ts'

const task = (id: string): Task => ({
  name: id,
  task_id: { value: id },
  framework_id: { value: 'F' },
  agent_id: { value: 'S' },
  state: 'TASK_RUNNING',
})

const many = Array.from({ length: 300 }, (_, number) => task(`task-${number}`))

const message: Large = {
  schema: Response,
  plain: { type: 'GET_STATE' },
  parts: {
    get_state: {
      schema: ResponseGetState,
      parts: {
        get_tasks: {
          schema: ResponseGetTasks,
          lists: { tasks: [undefined, ...many, undefined], completed_tasks: [undefined] },
        },
        get_executors: { schema: ResponseGetExecutors, lists: { executors: [] } },
      },
    },
  },
}

const value = { type: 'GET_STATE', get_state: { get_tasks: { tasks: many }, get_executors: {} } }

describe('a large message in pieces', () => {
  it('is the same in protobuf as when it is written at a stroke', () => {
    expect(decode(Response, Buffer.concat([...protobufPieces(message)]))).toEqual(value)
  })

  it('is the same in JSON, but for lists that are written though they are empty', () => {
    expect(JSON.parse([...jsonPieces(message)].join(''))).toEqual({
      type: 'GET_STATE',
      get_state: { get_tasks: { tasks: many, completed_tasks: [] }, get_executors: { executors: [] } },
    })
  })
})
