import { notFound, ok, okText } from '../answer.ts'
import type { Answer, Route } from '../types.ts'

export interface Help {
  readonly path: string
  /** One line. */
  readonly text: string
}

/** What the endpoints are for, as text or, with `format=json`, as data. `/help/<path>` and `/help/<process id>/<path>` tell of one. */
export const helpRoute = (topics: readonly Help[], processId?: string): Route => ({
  path: '/help',
  handle: ({ rest, query }): Answer => {
    const path = `/${rest}`
    const own = processId !== undefined && path.startsWith(`/${processId}/`) ? path.slice(processId.length + 1) : path
    const all = rest === '' || rest === processId
    const wanted = all ? topics : topics.filter(topic => topic.path === own)
    if (wanted.length === 0) return notFound()
    if (query.format === 'json') return ok({ endpoints: wanted.map(({ path, text }) => ({ name: path, text })) })
    return okText(wanted.map(({ path, text }) => `${path}\n    ${text}\n`).join('\n'))
  },
})
