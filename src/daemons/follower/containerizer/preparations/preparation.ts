import type { NetworkPlan } from '../../networks/plan.ts'
import type { SpecResources, SpecUser } from '../launch-spec.ts'

/**
 * Something that must be there before a container starts, as a value: isolators say what, `preparations/<kind>.ts` does it, in order,
 * and undoes it in reverse when nothing of the container runs any more. Each is kept beside the container's records, so that a follower
 * that has come back can undo what an earlier one did. Doing or undoing one twice does no harm.
 */
export type Preparation =
  /** A folder that is there afterwards and stays. `user`: its owner when it is made, or with `given` always. `mode` octal. */
  | {
      readonly kind: 'folder'
      readonly path: string
      readonly user?: SpecUser
      readonly given?: boolean
      readonly mode?: number
    }
  /** A file system in memory for shared memory. `bytes` absent: half of the machine's. */
  | { readonly kind: 'shm'; readonly path: string; readonly bytes?: number }
  /** A link at `path` below `root`, a sandbox; gone afterwards. */
  | { readonly kind: 'link'; readonly root: string; readonly path: string; readonly target: string }
  /**
   * A folder that becomes a project of its XFS file system, under an id from `range` that no other has. Undone, its limit is gone; the id
   * is free again when the folder is. `limitBytes` absent: its blocks are counted, no more.
   */
  | {
      readonly kind: 'xfs-project'
      readonly path: string
      /** Another folder of the same project. */
      readonly beside?: string
      readonly range: { readonly first: number; readonly last: number }
      readonly limitBytes?: number
    }
  /** A program of the kernel's that rules devices in a cgroup of the unified hierarchy, where no files do. It goes with the cgroup. */
  | {
      readonly kind: 'device-program'
      readonly cgroupsPath: string
      readonly rules: NonNullable<SpecResources['devices']>
    }
  /** Something is there at `path` below `root`, a sandbox: else a folder is made, its root's owner's. No link on the way is followed. */
  | { readonly kind: 'sandbox-folder'; readonly root: string; readonly path: string }
  /**
   * `at`, a folder or file of ours, is what `path` below `root` was when we looked, with no link followed, and stays that whatever becomes
   * of the names: a container may mount it from there.
   */
  | { readonly kind: 'pin'; readonly root: string; readonly path: string; readonly at: string }
  /** A folder or file, as what lies at `like` is one, at `path` below `root`, a sandbox: something will be mounted upon it. */
  | { readonly kind: 'mount-point'; readonly root: string; readonly path: string; readonly like: string }
  /**
   * The host has it. `creatable`: folders below which it is made where it is missing. `shared`: what is mounted below it is seen elsewhere.
   */
  | {
      readonly kind: 'host-path'
      readonly path: string
      readonly creatable: readonly string[]
      readonly shared?: boolean
    }
  /** A file system in memory at `folder` with these files in it, the user's alone. `data`: base64, absent in what is kept on disk. */
  | {
      readonly kind: 'secrets'
      readonly folder: string
      readonly user?: SpecUser
      readonly files: readonly { readonly name: string; readonly data?: string }[]
    }
  /** The folder, a volume that several users write to, is its own group's with all in it. It stays so: others may use it too. */
  | { readonly kind: 'volume-gid'; readonly path: string }
  /** A network namespace that has joined networks, and the files that name it. */
  | { readonly kind: 'network'; readonly plan: NetworkPlan }
