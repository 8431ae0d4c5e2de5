import type { StateStore } from '../../../src/coordination/state-store.ts'

/** Many writes, of which some are under way at every moment until `stop`, whatever happens to the servers. */
export interface Writers {
  /** How many are acknowledged. */
  done(): number
  /** Begins no more; resolves to how many there were once all are acknowledged, and fails where one was not. */
  stop(): Promise<number>
}

const atOnce = 50

export const startWriting = (store: StateStore): Writers => {
  let [begun, done, going] = [0, 0, true]
  const write = async () => {
    while (going) {
      const i = begun++
      await store.write([{ kind: 'put', area: 'agents', key: `s${i}`, value: Buffer.from(`${i}`) }])
      done += 1
    }
  }
  const writers = Array.from({ length: atOnce }, write)
  return {
    done: () => done,
    stop: async () => {
      going = false
      await Promise.all(writers)
      return begun
    },
  }
}
