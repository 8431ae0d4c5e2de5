import type { AgentInfo } from '../../mesos/messages/agent-info.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import { add, normalize, type Resources, subtract, toPostRefinement } from '../../mesos/resources/index.ts'
import { sameData } from '../../mesos/resources/kind.ts'

/** What a peer sent, in the one form that is used inside. */
export const postRefinement = (resources: Resources | undefined): Resource[] => toPostRefinement(resources ?? [])

/** What an agent says that a framework uses; where it leaves out the role, the framework's own. */
export const inUseBy = (resources: Resources | undefined, roles: readonly string[]): Resource[] =>
  postRefinement(resources).map(resource =>
    resource.allocation_info?.role === undefined
      ? { ...resource, allocation_info: { role: roles[0] ?? '*' } }
      : resource,
  )

export const sameMessage = (a: unknown, b: unknown): boolean => sameData(a, b)

/** What an agent has, with its dynamic reservations and volumes in place of what they were made from. */
export const totalOf = (info: AgentInfo, checkpointed: Resources): Resource[] => {
  const configured = normalize(postRefinement(info.resources))
  return add(subtract(configured, checkpointed.map(unconverted)), checkpointed)
}

/** The resource as the agent's flags name it: without dynamic reservations, without a volume. */
const unconverted = ({ reservations, disk, shared: _, ...rest }: Resource): Resource => {
  const fixed = (reservations ?? []).filter(({ type }) => type === 'STATIC')
  return {
    ...rest,
    ...(fixed.length > 0 && { reservations: fixed }),
    ...(disk?.source && { disk: { source: disk.source } }),
  }
}
