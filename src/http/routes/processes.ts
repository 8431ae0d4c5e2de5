import { ok } from '../answer.ts'
import type { Route } from '../types.ts'

export interface ProcessView {
  readonly id: string
  readonly events: readonly Readonly<Record<string, unknown>>[]
}

/** The libprocess processes that answer here, each with what waits for it. */
export const processesRoute = (realm: string, processes: () => readonly ProcessView[]): Route => ({
  path: '/__processes__',
  realm,
  handle: () => ok(processes().map(({ id, events }) => ({ events, id }))),
})
