import type { Entry, StateStore } from '../../../coordination/state-store.ts'

/** `--registry=in_memory`: forgets everything with the process. */
export const memoryStore = (): StateStore => {
  const entries = new Map<string, Entry>()
  return {
    load: async () => [...entries.values()],
    write: async changes => {
      for (const change of changes) {
        const name = `${change.area}/${change.key}`
        if (change.kind === 'put') entries.set(name, change)
        else entries.delete(name)
      }
    },
    close: async () => {},
  }
}
