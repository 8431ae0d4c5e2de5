import type { Effect } from '../effects.ts'
import type { FollowerState, HeldContainer } from '../state.ts'

/**
 * The sandbox of a nested container goes in its time, though what it was in still runs, where the operator wants that. Debug containers have
 * their parent's sandbox; standalone ones are an operator's to remove.
 */
export const collectNested = (
  { settings }: Pick<FollowerState, 'settings'>,
  { kind, directory }: Pick<HeldContainer, 'kind' | 'directory'>,
): Effect[] =>
  settings.gcNested === true && kind === 'nested'
    ? [{ kind: 'collect-garbage', paths: [directory], after: settings.gcDelay }]
    : []
