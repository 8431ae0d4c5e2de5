import { type Change, limits, type StateStore } from '../../../coordination/state-store.ts'
import { MantlError } from '../../../errors.ts'
import type { Timer } from '../../../runtime/metrics.ts'
import type { Effect, RegistryRecord } from '../effects.ts'
import type { Event } from '../events.ts'
import { toChange, toRecord } from '../registrar/records.ts'

type Store = Extract<Effect, { kind: 'store' }>

export interface Registrar {
  load(): Promise<void>
  store(effect: Store): void
  close(): Promise<void>
}

export interface MeasuredRegistrar extends Registrar {
  /** Stores that are not durable yet. */
  readonly queued: number
  /** Of all entries as they were read or written, in bytes. */
  readonly size: number
  /** The registry was read. */
  readonly loaded: boolean
}

export interface RegistrarOptions {
  /** Called once, after the election is won. */
  readonly open: () => StateStore
  readonly post: (event: Event) => void
  readonly timers: { readonly fetch: Timer; readonly store: Timer }
  /** ms */
  readonly fetchTimeout: number
  readonly storeTimeout: number
}

interface Pending {
  readonly changes: readonly Change[]
  readonly bytes: number
  readonly next: Event
}

/**
 * Reads and writes the registry. What comes while a write is under way, or in the same turn of the event loop, goes out with the next
 * one, all in one batch: a thousand agents that register at once cost a few writes to the disk and not a thousand.
 */
export const createRegistrar = ({
  open,
  post,
  timers,
  fetchTimeout,
  storeTimeout,
}: RegistrarOptions): MeasuredRegistrar => {
  let store: StateStore | undefined
  const waiting: Pending[] = []
  const sizes = createSizes()
  let writing = 0 // stores of the batch that is under way
  let busy = false
  let loaded = false

  const failed = (error: unknown) => {
    const code = error instanceof MantlError ? error.code : 'registry.failed'
    const hint = error instanceof MantlError && error.hint !== undefined ? `; ${error.hint}` : ''
    const message = error instanceof Error ? error.message : String(error)
    post({ kind: 'registry-failed', code, message: `${message}${hint}` })
  }

  const flush = async () => {
    busy = true
    while (waiting.length > 0) {
      await turn()
      const batch = takeBatch(waiting)
      writing = batch.length
      const stop = timers.store.start()
      await within(storeTimeout, 'writing', store!.write(batch.flatMap(({ changes }) => changes)))
      stop()
      writing = 0
      for (const { changes, next } of batch) {
        changes.forEach(sizes.change)
        post(next)
      }
    }
    busy = false
  }

  return {
    load: async () => {
      const stop = timers.fetch.start()
      try {
        store = open()
        const entries = await within(fetchTimeout, 'reading', store.load())
        const records: RegistryRecord[] = entries.map(toRecord)
        stop()
        for (const entry of entries) sizes.change({ kind: 'put', ...entry })
        loaded = true
        post({ kind: 'registry-loaded', records })
      } catch (error) {
        failed(error)
      }
    },
    store: ({ changes, next }) => {
      const written = changes.map(toChange)
      waiting.push({ changes: written, bytes: written.reduce((sum, change) => sum + bytesOf(change), 0), next })
      if (!busy) flush().catch(failed) // after a failure nothing is written any more: the process ends
    },
    close: async () => store?.close(),
    get queued() {
      return waiting.length + writing
    },
    get size() {
      return sizes.total
    },
    get loaded() {
      return loaded
    },
  }
}

/** How large each entry is, and all together. */
const createSizes = () => {
  const byKey = new Map<string, number>()
  let total = 0
  return {
    change: (change: Change) => {
      const key = `${change.area}/${change.key}`
      const size = change.kind === 'put' ? change.key.length + change.value.length : 0
      total += size - (byKey.get(key) ?? 0)
      if (size === 0) byKey.delete(key)
      else byKey.set(key, size)
    },
    get total() {
      return total
    },
  }
}

/** All messages that have come by now are read before it resolves. */
const turn = () => new Promise<void>(resolve => void setImmediate(resolve))

/** The first ones that fit one write; at least one. */
const takeBatch = (waiting: Pending[]): Pending[] => {
  let count = 0
  let bytes = 0
  const over = waiting.findIndex(pending => {
    count += pending.changes.length
    bytes += pending.bytes
    return count > limits.batchChanges || bytes > limits.batchBytes
  })
  return waiting.splice(0, over === -1 ? waiting.length : Math.max(over, 1))
}

const ENTRY_OVERHEAD = 200 // path, access list and framing of one entry in a request

const bytesOf = (change: Change): number =>
  ENTRY_OVERHEAD + change.key.length + (change.kind === 'put' ? change.value.length : 0)

const within = async <T>(ms: number, what: string, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = new MantlError('registry.timeout', `${what} the registry took longer than ${ms} ms`)
    timer = setTimeout(() => reject(error), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
