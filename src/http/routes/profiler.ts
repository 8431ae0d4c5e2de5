import { badRequest } from '../answer.ts'
import type { Route } from '../types.ts'

/** libprocess' profiler, which nobody can switch on here: 400 as where it is not built in. */
export const profilerRoutes = (realm: string): readonly Route[] =>
  ['start', 'stop'].map(what => ({
    path: `/profiler/${what}`,
    realm,
    handle: () => badRequest('There is no profiler in this program: run it with node --cpu-prof instead.\n'),
  }))
