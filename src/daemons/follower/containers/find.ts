import { parentOf, rootOf } from '../container-id.ts'
import { type Executor, type FollowerState, type Framework, type HeldContainer, ownerOf } from '../state.ts'

/** A container that somebody may speak of: an executor's own, or one of `state.containers`. */
export type Found =
  | { readonly kind: 'executor'; readonly framework: Framework; readonly executor: Executor }
  | { readonly kind: 'held'; readonly held: HeldContainer }

/** By its key. Executors that are gone are not found; containers that have ended are, as long as they are kept. */
export const findContainer = (state: FollowerState, key: string): Found | undefined => {
  const held = state.containers.get(key)
  if (held) return { kind: 'held', held }
  const owner = parentOf(key) === undefined ? ownerOf(state, key) : undefined
  return owner === undefined || owner.executor.gone ? undefined : { kind: 'executor', ...owner }
}

/** Its first process, and where it works. */
export const processOf = (found: Found): Pick<HeldContainer, 'process' | 'directory'> =>
  found.kind === 'executor' ? found.executor : found.held

export const hasEnded = (found: Found): boolean => found.kind === 'held' && found.held.phase === 'ended'

/** All that is within the container, the innermost first. */
export const descendantsOf = (state: FollowerState, key: string): readonly HeldContainer[] =>
  [...state.containers.values()].filter(({ id }) => id.startsWith(`${key}/`)).sort((a, b) => b.id.length - a.id.length)

/** The executor that all is in; undefined for what is within a standalone container. */
export const executorAround = (state: FollowerState, key: string) => ownerOf(state, rootOf(key))

/** As Mesos writes a ContainerID in its texts. */
export const shownKey = (key: string): string => key.replaceAll('/', '.')
