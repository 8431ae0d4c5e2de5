import { info } from '../log.ts'
import { rescheduled } from '../maintenance/plan.ts'
import { storePlan, tooLarge } from '../maintenance/registry.ts'
import { scheduleProblem } from '../maintenance/validation.ts'
import type { Transition } from './transition.ts'

/** The whole schedule is replaced. */
export const scheduleMaintenance: Transition<'schedule-maintenance'> = (state, { schedule, request }) => {
  const { written } = state.maintenance
  const problem = scheduleProblem(schedule, written)
  const plan = rescheduled(written, problem === undefined ? schedule : {})
  const refused = problem ?? tooLarge(plan)
  if (refused !== undefined) return [{ kind: 'reply', request, status: 400, body: refused }]
  return [info('maintenance is scheduled', { machines: plan.machines.size }), storePlan(state, plan, { request })]
}
