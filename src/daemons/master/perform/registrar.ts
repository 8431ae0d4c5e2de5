import { limits, type StateStore } from '../../../coordination/state-store.ts'
import { MantlError } from '../../../errors.ts'
import type { Timer } from '../../../runtime/metrics.ts'
import type { Effect, RegistryRecord } from '../effects.ts'
import type { Event } from '../events.ts'
import { toChange, toRecord } from '../registrar/records.ts'

type Store = Extract<Effect, { kind: 'store' }>

export interface Registrar {
  load(): Promise<void>
  store(effect: Store): void
}

export interface RegistrarOptions {
  readonly store: StateStore
  readonly post: (event: Event) => void
  readonly timers: { readonly fetch: Timer; readonly store: Timer }
  /** ms */
  readonly fetchTimeout: number
  readonly storeTimeout: number
}

/** Reads and writes the registry. What comes while a write is under way goes out with the next one, all in one batch. */
export const createRegistrar = ({ store, post, timers, fetchTimeout, storeTimeout }: RegistrarOptions): Registrar => {
  const waiting: Store[] = []
  let writing = false

  const failed = (error: unknown) => {
    const code = error instanceof MantlError ? error.code : 'registry.failed'
    post({ kind: 'registry-failed', code, message: error instanceof Error ? error.message : String(error) })
  }

  const flush = async () => {
    writing = true
    while (waiting.length > 0) {
      const batch = takeBatch()
      const stop = timers.store.start()
      await within(storeTimeout, 'writing', store.write(batch.flatMap(({ changes }) => changes.map(toChange))))
      stop()
      for (const { next } of batch) post(next)
    }
    writing = false
  }

  /** The first effects whose changes fit one write. */
  const takeBatch = (): Store[] => {
    let count = 0
    const fitting = waiting.findIndex(({ changes }) => (count += changes.length) > limits.batchChanges / 5)
    const batch = fitting <= 0 ? waiting.splice(0, fitting === 0 ? 1 : waiting.length) : waiting.splice(0, fitting)
    return batch
  }

  return {
    load: async () => {
      const stop = timers.fetch.start()
      try {
        const entries = await within(fetchTimeout, 'reading', store.load())
        const records: RegistryRecord[] = entries.filter(({ area }) => area !== 'maintenance').map(toRecord)
        stop()
        post({ kind: 'registry-loaded', records })
      } catch (error) {
        failed(error)
      }
    },
    store: effect => {
      waiting.push(effect)
      if (!writing) flush().catch(failed) // after a failure nothing is written any more: the process ends
    },
  }
}

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
