import type {
  UpdateSlaveMessage,
  UpdateSlaveMessageResourceProvider,
} from '../../../mesos/messages/internal-operations.ts'
import type { Operation } from '../../../mesos/messages/offer.ts'
import { add, consumedBy, isSpeculative, providerOf } from '../../../mesos/resources/index.ts'
import { released } from '../allocation.ts'
import type { Effect } from '../effects.ts'
import { postRefinement } from '../resources.ts'
import { toAgent } from '../send.ts'
import type { Agent, MasterState, ResourceProvider } from '../state.ts'
import { adoptOperation } from './add.ts'
import { forgetOperation, isOver } from './forget.ts'
import { settleOperation } from './settle.ts'
import { changeTotal, forgetSteps, leaveLimbo } from './speculate.ts'

/**
 * Compares the operations that the agent tells of with ours. Those that we did not know are entered. Of those that it does not name we ask:
 * it never got them, or they are on their way; for one that it never got it answers that it is dropped.
 */
export const reconcileWithAgent = (state: MasterState, agent: Agent, message: UpdateSlaveMessage): Effect[] => {
  const { operations, resource_providers } = message
  const known = [...agent.operations.values()]
  const ofAgent = known.filter(({ info }) => providerOf(info) === undefined)
  const told = new Set(operations?.operations?.map(({ uuid }) => uuid.value))
  leaveLimbo(agent, uuid => operations === undefined || told.has(uuid))
  const effects = compare(state, agent, ofAgent, operations?.operations ?? [])
  if (!resource_providers) return effects
  const providers = resource_providers.providers ?? []
  const there = new Set(providers.map(({ info }) => info?.id?.value))
  for (const provider of providers) {
    const { info } = provider
    const id = info?.id?.value
    if (info === undefined || id === undefined) continue
    const its = known.filter(operation => providerOf(operation.info) === id)
    takeProvider(agent, id, info, provider)
    effects.push(...compare(state, agent, its, provider.operations.operations ?? [], id))
  }
  for (const id of [...(agent.providers?.keys() ?? [])]) {
    if (!there.has(id)) effects.push(...dropProvider(state, agent, id, known))
  }
  return effects
}

const compare = (
  state: MasterState,
  agent: Agent,
  known: readonly Operation[],
  told: readonly Operation[],
  provider?: string,
): Effect[] => {
  const effects: Effect[] = []
  const uuids = new Set(told.map(({ uuid }) => uuid.value))
  for (const operation of told) {
    const ours = agent.operations.get(operation.uuid.value)
    if (ours === undefined) adoptOperation(state, agent, operation)
    else if (provider !== undefined && isOver(operation.latest_status.state)) {
      effects.push(...settleOperation(state, agent, ours, operation.latest_status, true))
    }
  }
  const missing = known.filter(({ uuid }) => !uuids.has(uuid.value))
  if (missing.length === 0) return effects
  const asked = missing.map(({ uuid }) => ({
    operation_uuid: uuid,
    ...(provider !== undefined && { resource_provider_id: { value: provider } }),
  }))
  return [...effects, toAgent(agent, 'ReconcileOperationsMessage', { operations: asked })]
}

/** What it has is what it says: operations on it that we took for done, and that it does not know, are undone with this. */
const takeProvider = (
  agent: Agent,
  id: string,
  info: ResourceProvider['info'],
  provider: UpdateSlaveMessageResourceProvider,
): void => {
  const total = postRefinement(provider.total_resources)
  agent.providers ??= new Map()
  agent.providers.set(id, { info, total, version: provider.resource_version_uuid.value })
  forgetSteps(agent, id)
  changeTotal(agent, all => add(withoutProvider(all, id), total))
}

const dropProvider = (state: MasterState, agent: Agent, id: string, known: readonly Operation[]): Effect[] => {
  agent.providers!.delete(id)
  forgetSteps(agent, id)
  changeTotal(agent, all => withoutProvider(all, id))
  return known
    .filter(({ info }) => providerOf(info) === id)
    .flatMap(operation => {
      forgetOperation(state, agent, operation)
      const consumed = consumedBy(operation.info)
      if (isSpeculative(operation.info) || isOver(operation.latest_status.state) || typeof consumed === 'string')
        return []
      return released(state, operation.framework_id?.value ?? '', agent.id, consumed)
    })
}

const withoutProvider = (resources: Agent['total'], id: string): Agent['total'] =>
  resources.filter(({ provider_id }) => provider_id?.value !== id)
