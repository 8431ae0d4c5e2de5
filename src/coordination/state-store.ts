/** The registry's parts. An entry is one small value; what it holds is the registrar's business. */
export const areas = [
  'agents',
  'unreachable',
  'gone',
  'deactivated',
  'quota',
  'weights',
  'maintenance',
  'cluster',
] as const
export type Area = (typeof areas)[number]

/** `key`: any text of 1 to 500 bytes that is not secret; `value`: at most `limits.valueBytes`. */
export type Entry = { readonly area: Area; readonly key: string; readonly value: Uint8Array }

export type Change =
  | { readonly kind: 'put'; readonly area: Area; readonly key: string; readonly value: Uint8Array }
  | { readonly kind: 'delete'; readonly area: Area; readonly key: string }

/** One batch must fit one ZooKeeper request, of which a server takes 1 MB (jute.maxbuffer). The embedded kind holds to the same. */
export const limits = { keyBytes: 500, valueBytes: 512 * 1024, batchBytes: 960 * 1024, batchChanges: 5_000 } as const

/**
 * The registry's engine: small values under keys, written by one leader at a time.
 * Every kind fences: whoever called `load` last is the writer, and each earlier writer's `write` fails with 'registry.fenced'.
 */
export interface StateStore {
  /**
   * Takes the store over and returns everything in it, in no order. Throws 'registry.fenced' (not the leader any more), 'registry.corrupt',
   * 'registry.newer', or what the engine met on its way.
   */
  load(): Promise<Entry[]>
  /**
   * All changes or none, in the order given (a later change of a key wins); deleting an absent key is no error. Durable when the promise
   * resolves. Concurrent calls are written one after another in the order of the calls. Throws 'registry.fenced' (stop leading),
   * 'registry.too_large', 'registry.bad_key', 'registry.not_loaded', 'registry.corrupt', or 'registry.uncertain': it may or may not have been written. After any of these but
   * 'too_large' and 'bad_key' stop leading: a registry that cannot be trusted must not be led by.
   */
  write(changes: readonly Change[]): Promise<void>
  /** Waits for writes under way. */
  close(): Promise<void>
}
