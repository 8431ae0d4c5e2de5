import type { Resource } from '../../../mesos/messages/resource.ts'
import { applyConversions, type Conversion, checkpointed, equal, unallocate } from '../../../mesos/resources/index.ts'
import { agentChanged } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { warning } from '../log.ts'
import { rescindAll } from '../offers/withdraw.ts'
import type { Agent, MasterState, SpeculativeStep } from '../state.ts'

/** What an agent has while it has not said how its operations went: see `Speculation` in state.ts. */

/** The conversions without `allocation_info`, as the agent's total names things. */
export const plainly = (conversions: readonly Conversion[]): Conversion[] =>
  conversions.map(({ consumed, converted }) => ({ consumed: unallocate(consumed), converted: unallocate(converted) }))

export const setTotal = (agent: Agent, total: Resource[]): void => {
  agent.total = total
  agent.checkpointed = checkpointed(total).filter(({ provider_id }) => provider_id === undefined)
}

/** Everything that the agent has is others: what it says of its oversubscribed resources, and of its providers. */
export const changeTotal = (agent: Agent, change: (total: Resource[]) => Resource[]): void => {
  setTotal(agent, change(agent.total))
  if (agent.speculation) agent.speculation.base = change(agent.speculation.base)
}

/** What a resource provider has is what it says: operations on it are in that already, or not done. */
export const forgetSteps = (agent: Agent, provider: string): void => {
  const { speculation } = agent
  if (speculation === undefined) return
  const isOf = ({ conversions }: SpeculativeStep) => conversions[0]?.consumed[0]?.provider_id?.value === provider
  const steps = speculation.steps.filter(step => !isOf(step))
  agent.speculation = steps.length === 0 ? undefined : { base: speculation.base, steps }
}

/** The operation is on its way to the agent; `total` is what there will be. */
export const speculate = (agent: Agent, uuid: string, conversions: readonly Conversion[], total: Resource[]): void => {
  agent.speculation ??= { base: agent.total, steps: [] }
  agent.speculation.steps.push({ uuid, conversions, done: false })
  setTotal(agent, total)
}

export const confirm = (agent: Agent, uuid: string): void => {
  const step = agent.speculation?.steps.find(each => each.uuid === uuid)
  if (step) step.done = true
  settle(agent)
}

/** It did not happen: what depends on it does not either. Offers of the agent name what is not there. */
export const undo = (state: MasterState, agent: Agent, uuid: string): Effect[] => {
  const { speculation } = agent
  const at = speculation?.steps.findIndex(each => each.uuid === uuid) ?? -1
  if (speculation === undefined || at < 0) return []
  speculation.steps.splice(at, 1)
  const before = agent.total
  setTotal(agent, replayed(speculation.base, speculation.steps))
  settle(agent)
  if (equal(before, agent.total)) return []
  return [
    warning('an operation failed on its agent and is undone', { agent: agent.id, operation: uuid }),
    ...rescindAll(state, agent.offers),
    ...agentChanged(state, agent),
  ]
}

/**
 * The agent came back and said what it has: `said`. Operations reach it in the order in which they were sent, so it has done the first
 * few of those that are under way; the others may still come. Where none of these is what it said, or it is `another` process since, all of
 * them are over. What its resource providers have it says next.
 */
export const afterReturn = (agent: Agent, said: Resource[], another: boolean): void => {
  const { base = said, steps = [] } = (another ? undefined : agent.speculation) ?? {}
  const own = base.filter(({ provider_id, revocable }) => provider_id === undefined && !revocable)
  agent.speculation = undefined
  agent.providers = undefined
  setTotal(agent, said)
  const count = done(own, steps, said)
  const rest = steps.slice(count).filter(({ done: is }) => !is)
  if (count < 0 || rest.length === 0) return
  agent.speculation = { base: said, steps: rest }
  setTotal(agent, replayed(said, rest))
}

/** How many of the steps lead from one to the other; -1: none of their beginnings does. */
const done = (base: Resource[], steps: readonly SpeculativeStep[], said: Resource[]): number => {
  for (let count = 0; count <= steps.length; count++) {
    if (equal(replayed(base, steps.slice(0, count)), said)) return count
  }
  return -1
}

/** What is done before anything that is under way needs no remembering. */
const settle = (agent: Agent): void => {
  const { speculation } = agent
  if (speculation === undefined) return
  while (speculation.steps[0]?.done) {
    speculation.base = replayed(speculation.base, [speculation.steps.shift()!])
  }
  if (speculation.steps.length === 0) agent.speculation = undefined
}

const replayed = (base: Resource[], steps: readonly { readonly conversions: readonly Conversion[] }[]): Resource[] => {
  let total = base
  for (const { conversions } of steps) {
    const after = applyConversions(total, conversions)
    if ('resources' in after) total = after.resources
  }
  return total
}
