import { redirect, unavailable } from '../../../http/answer.ts'
import type { Route } from '../../../http/types.ts'
import type { MasterState } from '../state.ts'
import { hostOf } from './leading.ts'

/** To the leader, this one included: `//host:port`. */
export const redirectRoute = (state: MasterState): Route => ({
  path: '/redirect',
  handle: () => {
    const { leader } = state
    if (leader === undefined) return unavailable('No leader elected')
    return redirect(`//${hostOf(leader)}`)
  },
})
