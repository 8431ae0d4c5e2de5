import { MantlError } from '../errors.ts'
import type { Acl } from '../zookeeper/jute/records.ts'
import type { MultiOperation } from '../zookeeper/operations.ts'
import { checkKey, entryPath } from './registry-paths.ts'
import { type Change, limits } from './state-store.ts'

/** The last change of each key. Throws 'registry.bad_key' or 'registry.too_large'. */
export const settle = (changes: readonly Change[]): Change[] => {
  const last = new Map<string, Change>()
  for (const change of changes) {
    checkKey(change.area, change.key)
    if (change.kind === 'put')
      checkSize(`The value of ${change.key} in ${change.area}`, change.value.length, limits.valueBytes)
    last.set(`${change.area}/${change.key}`, change)
  }
  const settled = [...last.values()]
  checkSize(
    'A batch',
    settled.reduce((sum, change) => sum + weight(change), 0),
    limits.batchBytes,
  )
  if (settled.length > limits.batchChanges) {
    throw tooLarge(`A batch has ${settled.length} changes, the registry takes ${limits.batchChanges}`)
  }
  return settled
}

/** Bytes of a change in a request: paths, access list and headers stand beside key (percent-encoded) and value. */
const weight = (change: Change): number =>
  encodeURIComponent(change.key).length + 150 + (change.kind === 'put' ? change.value.length : 0)

const checkSize = (what: string, bytes: number, limit: number): void => {
  if (bytes > limit) throw tooLarge(`${what} has ${bytes} bytes, the registry takes ${limit}`)
}

const tooLarge = (message: string): MantlError =>
  new MantlError('registry.too_large', message, { hint: 'write it in smaller parts' })

/** Existing nodes are set, new ones created, absent ones not deleted. `known`: the paths that exist. */
export const batchOperations = (
  folder: string,
  changes: readonly Change[],
  known: ReadonlySet<string>,
  acl: readonly Acl[],
): MultiOperation[] =>
  changes.flatMap((change): MultiOperation[] => {
    const path = entryPath(folder, change.area, change.key)
    if (change.kind === 'delete') return known.has(path) ? [{ op: 'delete', path, version: -1 }] : []
    if (known.has(path)) return [{ op: 'set', path, data: change.value, version: -1 }]
    return [{ op: 'create', path, data: change.value, acl }]
  })
