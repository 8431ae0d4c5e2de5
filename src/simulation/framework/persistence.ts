import type { Chance } from '../chance.ts'
import { callFor } from './calls.ts'
import { activeTasks, type SchedulerOutput, type SchedulerState } from './state.ts'
import { kill } from './updates.ts'

/** What it may still get done, when all is to come to its end. */
const LAST_WISHES = 2

/** From now on nothing goes on for ever, and little new is begun. */
export const windUp = (state: SchedulerState): void => {
  state.settling = true
  state.wanted = Math.min(state.wanted, state.succeeded + activeTasks(state).length + LAST_WISHES)
}

const KILL_AGAIN = 10_000
/** ms after which a task that nobody can tell of is given up, once everything is to come to its end. */
const GIVE_UP = 40_000

/** What a scheduler does again and again, because any of it may be lost. */
export const onTick = (state: SchedulerState, now: number, chance: Chance): SchedulerOutput[] => {
  const again: SchedulerOutput = { kind: 'after', ms: chance.between(1_500, 4_000), next: { kind: 'tick' } }
  if (state.phase !== 'subscribed') return [again]
  return [...kills(state, now, chance), ...wishes(state), ...reconcileWhenDue(state, now), again]
}

const kills = (state: SchedulerState, now: number, chance: Chance): SchedulerOutput[] =>
  activeTasks(state).flatMap(task => {
    const whim = !task.killing && chance.happens(state.profile.killed / 20)
    const must = state.settling && task.endless
    const due = task.killing ? now - task.killedAt >= KILL_AGAIN : whim || must
    return due ? kill(state, task, now) : []
  })

/** No offers while nothing is wanted, and again when it is. */
const wishes = (state: SchedulerState): SchedulerOutput[] => {
  const needs = state.succeeded + activeTasks(state).length < state.wanted
  if (needs && state.suppressed) {
    state.suppressed = false
    return [callFor(state, { type: 'REVIVE' })]
  }
  if (!needs && !state.suppressed && !state.profile.stateful) {
    state.suppressed = true
    return [callFor(state, { type: 'SUPPRESS' })]
  }
  return []
}

const reconcileWhenDue = (state: SchedulerState, now: number): SchedulerOutput[] => {
  giveUp(state, now)
  if (now - state.lastReconciled < state.profile.reconcileEvery) return []
  return reconcile(state, now)
}

/** Explicitly, of all that is not over; and implicitly, of all that the leader has: what it took for lost may live. */
export const reconcile = (state: SchedulerState, now: number): SchedulerOutput[] => {
  state.lastReconciled = now
  const tasks = activeTasks(state).map(({ id, agentId }) => ({ task_id: { value: id }, agent_id: { value: agentId } }))
  return [
    ...(tasks.length === 0 ? [] : [callFor(state, { type: 'RECONCILE', reconcile: { tasks } })]),
    callFor(state, { type: 'RECONCILE', reconcile: {} }),
  ]
}

const giveUp = (state: SchedulerState, now: number): void => {
  if (!state.settling) return
  for (const task of activeTasks(state)) {
    if (task.unreachableSince !== undefined && now - task.unreachableSince > GIVE_UP) task.over = true
  }
}
