import type { Effect, RegistryRecord } from '../../daemons/master/effects.ts'
import type { Event } from '../../daemons/master/events.ts'
import { toChange, toRecord } from '../../daemons/master/registrar/records.ts'
import type { SimulatedStore, StoreFailure } from '../ensemble/store.ts'

type Store = Extract<Effect, { kind: 'store' }>

/** Batches as perform/registrar.ts of the master does: what comes while a write is under way goes out with the next one. */
export const createSimulatedRegistrar = (store: SimulatedStore, post: (event: Event) => void) => {
  const waiting: Store[] = []
  let writing = false

  const failed = (code: StoreFailure) => post({ kind: 'registry-failed', code, message: 'in the simulation' })

  const flush = () => {
    if (waiting.length === 0) {
      writing = false
      return
    }
    writing = true
    const batch = waiting.splice(0)
    store.write(
      batch.flatMap(({ changes }) => changes.map(toChange)),
      result => {
        if (result !== 'written') return failed(result)
        for (const { next } of batch) post(next)
        flush()
      },
    )
  }
  return {
    load: () =>
      store.load(result => {
        if (typeof result === 'string') return failed(result)
        const records: RegistryRecord[] = result.map(toRecord)
        post({ kind: 'registry-loaded', records })
      }),
    store: (effect: Store) => {
      waiting.push(effect)
      if (!writing) flush()
    },
  }
}
