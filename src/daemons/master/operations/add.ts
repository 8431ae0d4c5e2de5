import type { Operation } from '../../../mesos/messages/offer.ts'
import { consumedBy, isSpeculative } from '../../../mesos/resources/index.ts'
import { used } from '../allocation.ts'
import type { Agent, Framework, MasterState } from '../state.ts'
import { isOver } from './forget.ts'

/** Enters an operation that was just accepted, or that an agent tells of after a failover. */
export const addOperation = (state: MasterState, agent: Agent, operation: Operation): void => {
  agent.operations.set(operation.uuid.value, operation)
  const id = operation.framework_id?.value
  if (id === undefined) return
  const framework = state.frameworks.get(id)
  if (framework) attach(framework, operation)
  else if (!state.completedFrameworks.has(id)) state.orphans.set(id, (state.orphans.get(id) ?? new Set()).add(agent.id))
}

/** The same of one that we did not know: what it works on is nobody else's until it is over. */
export const adoptOperation = (state: MasterState, agent: Agent, operation: Operation): void => {
  addOperation(state, agent, operation)
  const id = operation.framework_id?.value
  if (id === undefined || isSpeculative(operation.info) || isOver(operation.latest_status.state)) return
  const consumed = consumedBy(operation.info)
  if (typeof consumed !== 'string') used(state, agent, id, consumed)
}

/** A framework that was not known until now: its operations are its own again. */
export const adoptOrphans = (state: MasterState, framework: Framework): void => {
  for (const agentId of state.orphans.get(framework.id) ?? []) {
    for (const operation of state.agents.registered.get(agentId)?.operations.values() ?? []) {
      if (operation.framework_id?.value === framework.id) attach(framework, operation)
    }
  }
  state.orphans.delete(framework.id)
}

const attach = (framework: Framework, operation: Operation): void => {
  framework.operations.set(operation.uuid.value, operation)
  if (operation.info.id) framework.operationIds.set(operation.info.id.value, operation.uuid.value)
}
