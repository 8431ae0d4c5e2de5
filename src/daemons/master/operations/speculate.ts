import type { Resource } from '../../../mesos/messages/resource.ts'
import { applyConversions, type Conversion, checkpointed, equal, unallocate } from '../../../mesos/resources/index.ts'
import { agentChanged } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { warning } from '../log.ts'
import { rescindAll } from '../offers/withdraw.ts'
import type { Agent, MasterState, Speculation, SpeculativeStep } from '../state.ts'

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
  const isOf = ({ conversions }: SpeculativeStep) => conversions[0]?.consumed[0]?.provider_id?.value === provider
  const { speculation } = agent
  if (speculation) settle(agent, { ...speculation, steps: speculation.steps.filter(step => !isOf(step)) })
}

/** The operation is on its way to the agent; `total` is what there will be. */
export const speculate = (agent: Agent, uuid: string, conversions: readonly Conversion[], total: Resource[]): void => {
  agent.speculation ??= { base: agent.total, steps: [] }
  agent.speculation.steps.push({ uuid, conversions, done: false })
  setTotal(agent, total)
}

export const confirm = (agent: Agent, uuid: string): void => {
  if (agent.speculation === undefined) return
  const step = agent.speculation.steps.find(each => each.uuid === uuid)
  if (step) step.done = true
  settle(agent, outOfLimbo(agent.speculation, uuid))
}

/** It did not happen: what depends on it does not either. Offers of the agent name what is not there. */
export const undo = (state: MasterState, agent: Agent, uuid: string): Effect[] => {
  if (agent.speculation === undefined) return []
  const { base, steps, limbo } = outOfLimbo(agent.speculation, uuid)
  const rest = steps.filter(each => each.uuid !== uuid)
  const before = agent.total
  if (rest.length < steps.length) setTotal(agent, replayed(base, rest))
  settle(agent, { base, steps: rest, limbo })
  if (equal(before, agent.total)) return []
  return [
    warning('an operation failed on its agent and is undone', { agent: agent.id, operation: uuid }),
    ...rescindAll(state, agent.offers),
    ...agentChanged(state, agent),
  ]
}

/**
 * The agent came back and said what it has. Operations that were under way may be in that or not: it says next which it knows. `another`
 * process than before gets none of them. What its resource providers have it says next, too.
 */
export const afterReturn = (agent: Agent, said: Resource[], another: boolean): void => {
  const { steps = [], limbo = [] } = (another ? undefined : agent.speculation) ?? {}
  const open = [...limbo, ...steps].filter(({ done }) => !done)
  agent.providers = undefined
  setTotal(agent, said)
  settle(agent, { base: said, steps: [], limbo: open })
}

/** The agent has said which operations it knows: these are in what it has, or failed. The others may still come. */
export const leaveLimbo = (agent: Agent, knows: (uuid: string) => boolean): void => {
  const { base = agent.total, steps = [], limbo = [] } = agent.speculation ?? {}
  if (limbo.length === 0) return
  const all = [...limbo.filter(({ uuid }) => !knows(uuid)), ...steps]
  setTotal(agent, replayed(base, all))
  settle(agent, { base, steps: all })
}

const outOfLimbo = ({ base, steps, limbo }: Speculation, uuid: string): Speculation => ({
  base,
  steps,
  limbo: limbo?.filter(each => each.uuid !== uuid),
})

/** What is done before anything that is under way needs no remembering. */
const settle = (agent: Agent, { base, steps, limbo = [] }: Speculation): void => {
  const under = steps.findIndex(({ done }) => !done)
  const count = under < 0 ? steps.length : under
  const rest = { base: replayed(base, steps.slice(0, count)), steps: steps.slice(count) }
  const over = rest.steps.length === 0 && limbo.length === 0
  agent.speculation = over ? undefined : { ...rest, ...(limbo.length > 0 && { limbo }) }
}

const replayed = (base: Resource[], steps: readonly { readonly conversions: readonly Conversion[] }[]): Resource[] => {
  let total = base
  for (const { conversions } of steps) {
    const after = applyConversions(total, conversions)
    if ('resources' in after) total = after.resources
  }
  return total
}
