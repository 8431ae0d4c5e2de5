import { notFound, ok, okText } from '../answer.ts'
import type { Answer, Route } from '../types.ts'

export interface Help {
  readonly path: string
  /** One line. */
  readonly text: string
}

/** What the endpoints are for, as text or, with `format=json`, as data. `/help/<path>` tells of one. */
export const helpRoute = (topics: readonly Help[]): Route => ({
  path: '/help',
  handle: ({ rest, query }): Answer => {
    const wanted = rest === '' ? topics : topics.filter(({ path }) => path === `/${rest}`)
    if (wanted.length === 0) return notFound()
    if (query.format === 'json') return ok({ endpoints: wanted.map(({ path, text }) => ({ name: path, text })) })
    return okText(wanted.map(({ path, text }) => `${path}\n    ${text}\n`).join('\n'))
  },
})
