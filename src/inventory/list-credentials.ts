import { type Definition, definitionsOf } from './definitions.ts'
import type { Inventory } from './model.ts'
import { type OwnLogin, ownLoginNames, ownLogins } from './own-logins.ts'
import type { Place } from './problem.ts'
import { toPlain, type Value } from './value.ts'

/** Somebody who may log in, as one place of the inventory has it. Never a secret. */
export interface ListedCredential {
  /** The cluster's own parts · other: frameworks, operators and tools, of mesos_credentials. */
  readonly whose: OwnLogin | 'other'
  readonly principal: string
  /** How many secrets it may log in with there. */
  readonly secrets: number
  /** In clear text in its file, as far as the value tells. */
  readonly clear: boolean
  readonly place: Place
  /** all, or the group or host that it is for. */
  readonly owner: string
}

/** Each kind in the order of the files. */
export const listCredentials = (inventory: Inventory): readonly ListedCredential[] => [
  ...ownLoginNames.flatMap(whose =>
    definitionsOf(inventory, ownLogins[whose].secret).map(({ value, place, owner }) => ({
      whose,
      principal: principalOf(inventory, whose, owner.name),
      secrets: 1,
      clear: value.kind === 'scalar',
      place,
      owner: owner.name,
    })),
  ),
  ...definitionsOf(inventory, 'mesos_credentials').flatMap(others),
]

/** The places where mesos_credentials names the principal. */
export const definitionsNaming = (inventory: Inventory, principal: string): readonly Definition[] =>
  definitionsOf(inventory, 'mesos_credentials').filter(({ value }) =>
    entriesOf(value).some(one => nameIn(one) === principal),
  )

const principalOf = (inventory: Inventory, whose: OwnLogin, owner: string): string => {
  const named = definitionsOf(inventory, ownLogins[whose].principal)
  const found = named.find(one => one.owner.name === owner) ?? named[0]
  return found === undefined ? defaults[whose] : String(toPlain(found.value))
}

/** What each logs in as where nothing else is said. */
const defaults: Readonly<Record<OwnLogin, string>> = {
  follower: 'follower',
  zookeeper: 'mesos',
  'zookeeper-super': 'super',
}

const others = ({ value, place, owner }: Definition): ListedCredential[] => {
  const byName = Map.groupBy(entriesOf(value), entry => nameIn(entry) ?? '')
  return [...byName].map(([principal, entries]) => ({
    whose: 'other',
    principal,
    secrets: entries.length,
    clear: entries.some(entry => entry.get('secret')?.kind === 'scalar'),
    place: entries[0]?.get('principal')?.place ?? place,
    owner: owner.name,
  }))
}

const entriesOf = (value: Value): ReadonlyMap<string, Value>[] =>
  value.kind === 'list' ? value.items.flatMap(item => (item.kind === 'map' ? [item.entries] : [])) : []

const nameIn = (entry: ReadonlyMap<string, Value>): string | undefined => {
  const principal = entry.get('principal')
  return principal === undefined ? undefined : String(toPlain(principal))
}
