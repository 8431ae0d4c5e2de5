import { forbidden, ok } from '../answer.ts'
import { permissive } from '../authorization.ts'
import type { Authorize, Route } from '../types.ts'

/** `shown`: as runtime/flags.ts gives it. */
export const flagsRoute = (
  realm: string,
  shown: Readonly<Record<string, string>>,
  authorize: Authorize = permissive,
): Route => ({
  path: '/flags',
  methods: ['GET'],
  realm,
  handle: ({ principal }) => (authorize('VIEW_FLAGS', principal) ? ok({ flags: shown }) : forbidden()),
})
