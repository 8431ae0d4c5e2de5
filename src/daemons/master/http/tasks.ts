import { realmsOf } from '../../../http/authentication.ts'
import type { HttpRequest, Route } from '../../../http/types.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'
import { type TasksQuery, tasksPieces } from './render/tasks.ts'
import { render } from './rendering.ts'

/** A page of all tasks; `limit` 100, `offset` 0 and `order` des where they are not given, or are no such thing. */
export const tasksRoute = ({ state, slices, large, kept }: MasterHttp): Route => {
  const firstPage = kept.share(() => render(slices, tasksPieces(state, readTasksQuery({}))))
  return {
    path: '/tasks',
    realm: realmsOf('master').readonly,
    handle: onLeader(state, async request => {
      const asked = readTasksQuery(request.query)
      const plain = JSON.stringify(asked) === JSON.stringify(readTasksQuery({}))
      return large.json(request, await (plain ? firstPage() : render(slices, tasksPieces(state, asked))))
    }),
  }
}

export const readTasksQuery = (query: HttpRequest['query']): TasksQuery => ({
  limit: readCount(query.limit) ?? 100,
  offset: readCount(query.offset) ?? 0,
  order: query.order === 'asc' ? 'asc' : 'des',
  frameworkId: query.framework_id,
  taskId: query.task_id,
})

const readCount = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
