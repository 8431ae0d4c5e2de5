import { limits } from '../../../coordination/state-store.ts'
import type { RegistryChange } from '../effects.ts'
import { toChange } from './records.ts'

const ENTRY_OVERHEAD = 500 // path, access list and framing of one entry in a request, with room to spare

/** Why the registry can't take these in one write, as callers with all-or-nothing need it; undefined: it can. */
export const tooLarge = (changes: readonly RegistryChange[]): string | undefined => {
  if (changes.length > limits.batchChanges) return `${changes.length} at once; at most ${limits.batchChanges} are kept`
  let bytes = 0
  for (const change of changes.map(toChange)) {
    const [key, value] = [Buffer.byteLength(change.key), change.kind === 'put' ? change.value.length : 0]
    if (key > limits.keyBytes) return `'${change.key.slice(0, 40)}…' is longer than ${limits.keyBytes} bytes`
    if (value > limits.valueBytes)
      return `that of '${change.key}' takes ${value} bytes; at most ${limits.valueBytes} are kept`
    bytes += ENTRY_OVERHEAD + key + value
  }
  return bytes > limits.batchBytes
    ? `all together take ${bytes} bytes; at most ${limits.batchBytes} are kept at once`
    : undefined
}
