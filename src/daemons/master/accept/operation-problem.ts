import type { OfferOperation } from '../../../mesos/messages/offer.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import { isDynamicallyReserved, isPersistentVolume, reservationRole } from '../../../mesos/resources/index.ts'
import type { Round } from './run-operation.ts'

/** Why the framework may not do this; undefined: it may, as far as its resources suffice. Resources are prepared (prepare.ts). */
export const operationProblem = (round: Round, operation: OfferOperation): string | undefined => {
  const { framework, agent } = round
  if (operation.id && !agent.capabilities.has('AGENT_OPERATION_FEEDBACK')) {
    return 'The agent gives no operation feedback'
  }
  if (operation.id && framework.operationIds.has(operation.id.value)) {
    return `The operation id '${operation.id.value}' is used twice`
  }
  if (operation.type === 'RESERVE')
    return first(operation.reserve?.resources, resource => reserveProblem(round, resource))
  if (operation.type === 'CREATE') return first(operation.create?.volumes, volume => volumeProblem(round, volume))
  if (operation.type === 'DESTROY') return first(operation.destroy?.volumes, volume => usedProblem(round, volume))
  return undefined
}

const reserveProblem = ({ framework, role }: Round, resource: Resource): string | undefined => {
  if (!isDynamicallyReserved(resource)) return `${resource.name} is not dynamically reserved`
  if (reservationRole(resource) !== role)
    return `A reservation for role '${reservationRole(resource)}' from an offer to '${role}'`
  const { principal } = resource.reservations!.at(-1)!
  if (framework.principal !== undefined && principal !== framework.principal) {
    return `A reservation of principal '${principal}' by '${framework.principal}'`
  }
  return isPersistentVolume(resource) ? 'A persistent volume is reserved already' : undefined
}

const volumeProblem = ({ agent }: Round, volume: Resource): string | undefined => {
  if (!isPersistentVolume(volume)) return `${volume.name} is no persistent volume`
  const id = volume.disk!.persistence!.id
  const taken = agent.checkpointed.some(
    other => other.disk?.persistence?.id === id && reservationRole(other) === reservationRole(volume),
  )
  return taken ? `The persistence id '${id}' is taken in this role` : undefined
}

/** A task holds it. */
const usedProblem = ({ agent }: Round, volume: Resource): string | undefined => {
  const id = volume.disk?.persistence?.id
  for (const tasks of agent.tasks.values()) {
    for (const { resources = [] } of tasks.values()) {
      if (id !== undefined && resources.some(r => r.disk?.persistence?.id === id)) return `The volume '${id}' is in use`
    }
  }
  return undefined
}

const first = (resources: readonly Resource[] | undefined, check: (r: Resource) => string | undefined) => {
  for (const resource of resources ?? []) {
    const problem = check(resource)
    if (problem !== undefined) return problem
  }
  return undefined
}
