import type { CandidacyEvent, Contender } from './contender.ts'

/** Without ZooKeeper there is one leader, and it is always elected. */
export const embeddedContender = (): Contender => {
  let tell: ((event: CandidacyEvent) => void) | undefined
  return {
    contend: async (_master, onEvent) => {
      tell = onEvent
      onEvent({ kind: 'entered' })
      onEvent({ kind: 'won' })
    },
    withdraw: async () => {
      tell?.({ kind: 'lost', reason: 'withdrawn' })
      tell = undefined
    },
  }
}
