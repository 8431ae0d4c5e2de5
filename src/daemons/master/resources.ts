import type { AgentInfo } from '../../mesos/messages/agent-info.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import { type Resources, toPostRefinement, withCheckpointed } from '../../mesos/resources/index.ts'
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
export const totalOf = (info: AgentInfo, checkpointed: Resources): Resource[] =>
  withCheckpointed(info.resources ?? [], checkpointed)
