import { info } from '../log.ts'
import { without } from '../maintenance/plan.ts'
import { storePlan } from '../maintenance/registry.ts'
import { transitionProblem } from '../maintenance/validation.ts'
import type { Transition } from './transition.ts'

/** Machines are up again, and scheduled no more. */
export const stopMaintenance: Transition<'stop-maintenance'> = (state, { machines, request }) => {
  const { written } = state.maintenance
  const problem = transitionProblem(machines, written, 'DOWN')
  if (problem !== undefined) return [{ kind: 'reply', request, status: 400, body: problem }]
  return [info('machines are up again', { machines }), storePlan(state, without(written, machines), { request })]
}
