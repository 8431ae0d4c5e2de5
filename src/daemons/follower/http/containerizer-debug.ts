import { ok } from '../../../http/answer.ts'
import type { Route } from '../../../http/types.ts'
import type { Containerizer } from '../containerizer/containerizer.ts'

/** Why containers hang, for people (containerizer.md 1). */
export const containerizerDebugRoute = (realm: string, containerizer: Pick<Containerizer, 'pending'>): Route => ({
  path: '/containerizer/debug',
  methods: ['GET'],
  realm,
  guarded: '/containerizer/debug',
  handle: () => ok({ pending: containerizer.pending() }),
})
