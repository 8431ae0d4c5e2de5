import { planLaunch } from '../containers/launch.ts'
import type { Transition } from './transition.ts'

/** On disk first, then it starts; whoever asked hears when it runs, or why it can't. */
export const launchContainer: Transition<'launch-container'> = (state, { request, wish }) => {
  const plan = planLaunch(state, wish)
  if (plan.kind === 'known') return [{ kind: 'reply', request, status: 202 }]
  if (plan.kind === 'refused') return [{ kind: 'reply', request, status: 400, message: plan.why }]
  const { held, order } = plan
  state.containers.delete(held.id)
  state.containers.set(held.id, held)
  const checkpoint = { kind: 'checkpoint-container', container: { ...held } } as const
  held.launching = request
  return [checkpoint, { kind: 'launch', order }]
}
