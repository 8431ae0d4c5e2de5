import type { Change } from '../model/change.ts'
import { changeText } from '../model/change-text.ts'
import { type FactRequest, type Facts, requestId } from '../model/fact.ts'
import type { Plan } from '../model/plan.ts'
import { canonical } from './canonical.ts'
import type { Sealer } from './seal.ts'

/** A fact as a plan found it, or a change as it was planned: what it is about, and a seal of it. */
export interface Sealed {
  readonly what: string
  readonly seal: string
}

/** What a plan rests on at one host, by request id. */
export type Basis = Readonly<Record<string, Sealed>>

export const basisOf = (requests: readonly FactRequest[], facts: Facts, seal: Sealer): Basis =>
  Object.fromEntries(requests.map(request => [requestId(request), sealFact(request, facts, seal)]))

const sealFact = ({ fact, args }: FactRequest, facts: Facts, seal: Sealer): Sealed => {
  const value = facts.get(fact, args)
  const lasting = fact.lasting === undefined ? value : fact.lasting(value)
  return { what: fact.subject(args), seal: seal(canonical(lasting), fact.revealing?.(args) ?? false) }
}

/** All changes of one host, in the order in which they are carried out. */
export const sealedChanges = (plan: Plan, host: string, seal: Sealer): readonly Sealed[] =>
  plan.waves.flatMap(({ role, hosts }) =>
    hosts
      .filter(steps => steps.host === host)
      .flatMap(({ steps }) => steps.flatMap(({ changes }) => changes.map(change => sealChange(role, change, seal)))),
  )

const sealChange = (role: string, change: Change, seal: Sealer): Sealed => ({
  what: `${role}: ${changeText(change)}`,
  seal: seal(canonical(change), isRevealing(change)),
})

/** A unit's digest is made of all that it reads, its secrets too. */
const isRevealing = (change: Change): boolean =>
  change.kind === 'restart-unit' ||
  change.kind === 'hand-over' ||
  (change.kind === 'write-file' && change.content.secret)

/** What is not any more as the plan found it; questions that only one of the two asked tell nothing. */
export const changedFacts = (then: Basis, now: Basis): readonly string[] =>
  Object.entries(then).flatMap(([id, { what, seal }]) => (now[id] === undefined || now[id].seal === seal ? [] : [what]))

/** The first change that would be made otherwise now; undefined when all are the same. */
export const changedChange = (then: readonly Sealed[], now: readonly Sealed[]): string | undefined => {
  const length = Math.max(then.length, now.length)
  const at = Array.from({ length }, (_, index) => index).find(index => then[index]?.seal !== now[index]?.seal)
  return at === undefined ? undefined : (now[at] ?? then[at])!.what
}
