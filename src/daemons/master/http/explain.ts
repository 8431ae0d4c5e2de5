import { setImmediate } from 'node:timers/promises'
import { badRequest, forbidden, notFound, ok } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import { explainFramework } from '../explain/explain-framework.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'

/** Not of Mesos: why the framework `framework_id` has no more offers than it has. */
export const explainRoute = ({ state, clock, authorize }: MasterHttp): Route => ({
  path: '/frameworks/explain',
  methods: ['GET'],
  realm: realmsOf('master').readonly,
  handle: onLeader(state, async ({ query: { framework_id }, principal }) => {
    if (framework_id === undefined) return badRequest("Missing 'framework_id' query parameter")
    const framework = state.frameworks.get(framework_id)
    if (!framework) return notFound(`No framework ${framework_id}`)
    if (!authorize('VIEW_FRAMEWORK', principal, { value: framework.info.user, framework_info: framework.info }))
      return forbidden()
    return ok(await inTurns(explainFramework(state, framework, clock.now())))
  }),
})

/** Others have their turn wherever the work yields. */
const inTurns = async <T>(work: Generator<undefined, T>): Promise<T> => {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    await setImmediate()
  }
}
