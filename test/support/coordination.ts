import { settle } from '../../src/coordination/batch.ts'
import type { CandidacyEvent, Contender } from '../../src/coordination/contender.ts'
import type { Detector, Leader } from '../../src/coordination/detector.ts'
import { fenced, notLoaded } from '../../src/coordination/registry-errors.ts'
import type { Entry, StateStore } from '../../src/coordination/state-store.ts'
import type { MasterInfo } from '../../src/mesos/messages/agent-info.ts'

/** A registry in memory; each `open` is another leader's store on the same data, fenced as the real ones are. */
export const memoryRegistry = (): { open(): StateStore } => {
  const entries = new Map<string, Entry>()
  let epoch = 0
  const copy = (entry: Entry): Entry => ({ ...entry, value: Uint8Array.from(entry.value) })

  const open = (): StateStore => {
    let own: number | undefined
    return {
      load: async () => {
        own = ++epoch
        return [...entries.values()].map(copy)
      },
      write: async changes => {
        const settled = settle(changes)
        if (own === undefined) throw notLoaded()
        if (own !== epoch) throw fenced('another leader loaded it')
        for (const change of settled) {
          const id = `${change.area}/${change.key}`
          if (change.kind === 'delete') entries.delete(id)
          else entries.set(id, copy({ area: change.area, key: change.key, value: change.value }))
        }
      },
      close: async () => {},
    }
  }
  return { open }
}

type Candidacy = { readonly master: MasterInfo; readonly tell: (event: CandidacyEvent) => void }

/** An election in memory. `expire` takes a candidacy away as a dead session does. */
export const memoryElection = () => {
  let candidacies: Candidacy[] = []
  const detectors = new Set<(leader: Leader) => void>()

  const settleElection = (before: Candidacy | undefined): void => {
    const leading = candidacies[0]
    if (leading === before) return
    leading?.tell({ kind: 'won', node: `/mesos/${leading.master.id}` })
    for (const tell of detectors) tell(leading?.master)
  }

  const leave = (candidacy: Candidacy | undefined, reason: 'session-expired' | 'withdrawn'): void => {
    if (candidacy === undefined || !candidacies.includes(candidacy)) return
    const before = candidacies[0]
    candidacies = candidacies.filter(each => each !== candidacy)
    candidacy.tell({ kind: 'lost', reason })
    settleElection(before)
  }

  const contender = (): Contender & { expire(): void } => {
    let own: Candidacy | undefined
    return {
      contend: async (master, tell) => {
        const before = candidacies[0]
        own = { master, tell }
        candidacies.push(own)
        tell({ kind: 'entered', node: `/mesos/${master.id}` })
        settleElection(before)
      },
      withdraw: async () => leave(own, 'withdrawn'),
      expire: () => leave(own, 'session-expired'),
    }
  }

  const detector = (): Detector => {
    let tell: ((leader: Leader) => void) | undefined
    return {
      watch: onLeader => {
        tell = onLeader
        detectors.add(tell)
        tell(candidacies[0]?.master)
      },
      close: async () => {
        if (tell) detectors.delete(tell)
      },
    }
  }

  return { contender, detector }
}
