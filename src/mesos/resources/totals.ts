import type { Resource } from '../messages/resource.ts'
import { add, normalize, type Resources, subtract } from './algebra.ts'
import { toPostRefinement } from './formats.ts'

/** What an agent has: as it is configured, with its dynamic reservations and volumes in place of what they were made from. */
export const withCheckpointed = (configured: Resources, checkpointed: Resources): Resource[] =>
  add(subtract(normalize(toPostRefinement(configured)), checkpointed.map(unconverted)), checkpointed)

/** The resource as the agent's flags name it: without dynamic reservations, without a volume. */
export const unconverted = ({ reservations, disk, shared: _, ...rest }: Resource): Resource => {
  const fixed = (reservations ?? []).filter(({ type }) => type === 'STATIC')
  return {
    ...rest,
    ...(fixed.length > 0 && { reservations: fixed }),
    ...(disk?.source && { disk: { source: disk.source } }),
  }
}
