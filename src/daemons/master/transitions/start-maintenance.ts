import { warning } from '../log.ts'
import { withDown } from '../maintenance/plan.ts'
import { storePlan, tooLarge } from '../maintenance/registry.ts'
import { transitionProblem } from '../maintenance/validation.ts'
import type { Transition } from './transition.ts'

/** Scheduled machines go down: their agents are removed, and none may register there. */
export const startMaintenance: Transition<'start-maintenance'> = (state, { machines, request }) => {
  const { written } = state.maintenance
  const problem = transitionProblem(machines, written, 'DRAINING')
  const plan = withDown(written, problem === undefined ? machines : [])
  const refused = problem ?? tooLarge(plan)
  if (refused !== undefined) return [{ kind: 'reply', request, status: 400, body: refused }]
  return [warning('machines go down', { machines }), storePlan(state, plan, { request, down: machines })]
}
