import { cancelDeparture } from '../agents/departures.ts'
import type { Transition } from './transition.ts'

export const pong: Transition<'pong'> = (state, { observer }) => {
  const agent = state.agents.registered.get(state.agents.byObserver.get(observer) ?? '')
  if (agent === undefined) return []
  agent.observer.waiting = false
  agent.observer.missed = 0
  return cancelDeparture(state, agent.id, 'silent')
}
