import type { Route } from './types.ts'

/** PURE. */
export interface Target {
  readonly route: Route
  /** Decoded, without the process id. */
  readonly path: string
  readonly rest: string
}

export type FindRoute = (rawPath: string) => Target | undefined

/**
 * Finds the route of a request's path (what stands before `?`). Under the own process id and without it, with or
 * without slashes at the end, with the `.json` that clients before 1.8 ask for. What is longer than a route belongs to the
 * longest that is its beginning: pymesos posts to `/api/v1/operator`. A `..` segment finds nothing.
 */
export const createRouter = (routes: readonly Route[], processId: string): FindRoute => {
  const byPath = new Map(routes.map(route => [route.path, route]))
  return rawPath => {
    const segments = decodeSegments(rawPath)
    if (segments === undefined || segments.includes('..')) return undefined
    if (segments[0] === processId) segments.shift()
    return longest(byPath, segments) ?? longest(byPath, withoutJson(segments))
  }
}

const decodeSegments = (rawPath: string): string[] | undefined => {
  try {
    return rawPath.replace(/^\//, '').replace(/\/+$/, '').split('/').map(decodeURIComponent)
  } catch {
    return undefined
  }
}

const withoutJson = (segments: readonly string[]) => [
  ...segments.slice(0, -1),
  segments.at(-1)?.replace(/\.json$/, '') ?? '',
]

const longest = (byPath: ReadonlyMap<string, Route>, segments: readonly string[]): Target | undefined => {
  for (let length = segments.length; length >= 0; length--) {
    const route = byPath.get(`/${segments.slice(0, length).join('/')}`)
    if (route && (length > 0 || segments.length === 0)) {
      return { route, path: `/${segments.join('/')}`, rest: segments.slice(length).join('/') }
    }
  }
  return undefined
}
