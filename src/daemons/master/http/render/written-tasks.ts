import { JSON_TYPE, type MediaType, PROTOBUF_TYPE } from '../../../../http/negotiate.ts'
import { ResponseGetTasks } from '../../../../mesos/messages/master-response.ts'
import { Task } from '../../../../mesos/messages/task.ts'
import { fieldOf, writtenJson, writtenProtobuf } from './large.ts'
import { createRemembering, type Remembering } from './remembered.ts'
import { taskMarks } from './written.ts'

/** PURE. What GET_TASKS, GET_STATE and SUBSCRIBE have written of tasks, by the list that a task stands in. */
export type WrittenTasks = Readonly<Record<(typeof lists)[number], Readonly<Record<MediaType, Remembering<Task>>>>>

const lists = ['tasks', 'unreachable_tasks', 'completed_tasks'] as const

export const createWrittenTasks = (): WrittenTasks =>
  Object.fromEntries(lists.map(list => [list, inBothTypes(list)])) as WrittenTasks

const inBothTypes = (list: string): Record<MediaType, Remembering<Task>> => {
  const field = fieldOf(ResponseGetTasks, list)
  return {
    [JSON_TYPE]: remembering(task => writtenJson(Task, task)),
    [PROTOBUF_TYPE]: remembering(task => writtenProtobuf(field, task)),
  }
}

const remembering = (write: (task: Task) => string | Uint8Array): Remembering<Task> =>
  createRemembering({ key: task => task.task_id.value, marks: taskMarks, write })
