import type { SpecUser } from '../launch-spec.ts'

/**
 * Something that must be there before a container starts, as a value: isolators say what, `preparations/<kind>.ts` does it, in order,
 * and undoes it in reverse when nothing of the container runs any more. Each is kept beside the container's records, so that a follower
 * that has come back can undo what an earlier one did. Doing or undoing one twice does no harm.
 */
export type Preparation =
  /** A folder that is there afterwards and stays. `user`: its owner when it is made. `mode` octal. */
  | { readonly kind: 'folder'; readonly path: string; readonly user?: SpecUser; readonly mode?: number }
  /** A link in a sandbox, gone afterwards. */
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
