import type { Change, Entry } from '../../coordination/state-store.ts'

/** One batch that was applied. */
export interface Applied {
  /** Election number of the leader that wrote it. */
  readonly writer: number
  readonly changes: readonly Change[]
}

/** The registry as it lies in the ensemble. The fence is that of coordination/zookeeper-state-store.ts. */
export interface Registry {
  readonly entries: ReadonlyMap<string, Entry>
  readonly epoch: number
  /** Takes it over: who loaded last is the only writer. */
  load(writer: number): { readonly epoch: number; readonly entries: Entry[] }
  /** All or nothing; false: the epoch is another's. */
  write(writer: number, epoch: number, changes: readonly Change[]): boolean
  onApplied(listener: (applied: Applied) => void): void
}

export const createRegistry = (): Registry => {
  const entries = new Map<string, Entry>()
  const listeners: ((applied: Applied) => void)[] = []
  let epoch = 0
  return {
    entries,
    get epoch() {
      return epoch
    },
    load: () => ({ epoch: ++epoch, entries: [...entries.values()] }),
    write: (writer, expected, changes) => {
      if (expected !== epoch) return false
      epoch += 1
      for (const change of changes) {
        const name = `${change.area}/${change.key}`
        if (change.kind === 'put') entries.set(name, change)
        else entries.delete(name)
      }
      for (const listener of listeners) listener({ writer, changes })
      return true
    },
    onApplied: listener => void listeners.push(listener),
  }
}
