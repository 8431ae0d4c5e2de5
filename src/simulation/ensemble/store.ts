import type { Change, Entry } from '../../coordination/state-store.ts'
import type { Chance } from '../chance.ts'
import type { Process } from '../process.ts'
import type { Timeline } from '../timeline.ts'
import type { Candidacy, Ensemble } from './ensemble.ts'

/** Codes of coordination/registry-errors.ts. */
export type StoreFailure = 'registry.fenced' | 'registry.uncertain'

/** One leader's way to the registry, with the answers of coordination/zookeeper-state-store.ts. One request at a time. */
export interface SimulatedStore {
  load(done: (result: Entry[] | StoreFailure) => void): void
  write(changes: readonly Change[], done: (result: 'written' | StoreFailure) => void): void
}

interface Underway {
  send(): void
  giveUp(): void
}

/**
 * A request that is cut off from the ensemble waits for the session: in touch again, it is sent anew unless it was applied; given up,
 * nobody knows. A batch happens as a whole or not at all.
 */
export const createStore = (options: {
  readonly timeline: Timeline
  readonly chance: Chance
  readonly ensemble: Ensemble
  readonly candidacy: Candidacy
  readonly process: Process
}): SimulatedStore => {
  const { timeline, chance, ensemble, candidacy, process } = options
  const { session, number } = candidacy
  let version = 0
  let underway: Underway | undefined
  session.onTouch(() => underway?.send())
  session.onGivenUp(() => underway?.giveUp())

  /** `apply` happens in the ensemble, at most once; undefined: its fence refused. */
  const request = <T>(apply: () => T | undefined, done: (result: T | StoreFailure) => void): void => {
    let outcome: { readonly value: T | StoreFailure } | undefined
    let sent = false
    const finish = (result: T | StoreFailure) => {
      if (underway !== own) return
      underway = undefined
      done(result)
    }
    const answer = () => process.after(chance.between(1, 10), () => session.inTouch && outcome && finish(outcome.value))
    const arrive = () => {
      if (outcome !== undefined) return
      if (!session.inTouch && chance.happens(0.5)) {
        sent = false
        return
      }
      outcome = { value: (candidacy.stands ? apply() : undefined) ?? 'registry.fenced' }
      answer()
    }
    const own: Underway = {
      send: () => {
        if (!session.inTouch) return
        if (outcome !== undefined) return answer()
        if (sent) return
        sent = true
        timeline.after(chance.between(1, 10), arrive)
      },
      giveUp: () => finish(sent ? 'registry.uncertain' : 'registry.fenced'),
    }
    underway = own
    if (session.givenUp) process.after(1, own.giveUp)
    else own.send()
  }

  return {
    load: done =>
      request(() => {
        const { epoch, entries } = ensemble.registry.load(number)
        version = epoch
        return entries
      }, done),
    write: (changes, done) =>
      request<'written'>(() => {
        if (!ensemble.registry.write(number, version, changes)) return undefined
        version += 1
        return 'written'
      }, done),
  }
}
