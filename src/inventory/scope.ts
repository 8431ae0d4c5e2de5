import type { Inventory } from './model.ts'
import { groupChain, hostsOf, layersOf } from './precedence.ts'
import type { Problem } from './problem.ts'
import type { Value, Variable } from './value.ts'
import { aliases } from './variables.ts'

/** Everything that evaluating an inventory remembers: merged variables and finished values, a host at a time. */
export type Scope = {
  readonly inventory: Inventory
  readonly merged: Map<string, ReadonlyMap<string, Variable>>
  /** host/name → its value with all templates done, or the problems that stopped it. */
  readonly finished: Map<string, Evaluated>
  /** host/name of the variables being evaluated now, outermost first: a second visit is a loop. */
  readonly underway: string[]
  readonly groupHosts: Map<string, readonly string[]>
  /** Results about the whole cluster that defaults derive from. */
  readonly derived: Map<string, unknown>
}

/** `missing`: no such variable, which `default` may mend; `problems`: wrong whoever asks. */
export type Evaluated =
  | { readonly value: Value }
  | { readonly missing: string; readonly hint?: string }
  | { readonly problems: readonly Problem[] }

export const createScope = (inventory: Inventory): Scope => ({
  inventory,
  merged: new Map(),
  finished: new Map(),
  underway: [],
  groupHosts: new Map(),
  derived: new Map(),
})

/** The variables that the inventory gives to a host, the strongest of each name. */
export const givenVariables = (scope: Scope, host: string): ReadonlyMap<string, Variable> => {
  const known = scope.merged.get(host)
  if (known) return known
  const merged = new Map<string, Variable>()
  const entry = scope.inventory.hosts.get(host)
  for (const layer of entry ? layersOf(scope.inventory, entry) : []) {
    for (const [name, variable] of layer) merged.set(name, variable)
  }
  scope.merged.set(host, merged)
  return merged
}

/** What the inventory sets for a host, under its name or an older one. */
export const findName = (scope: Scope, host: string, name: string): Variable | undefined => {
  const given = givenVariables(scope, host)
  const older = () => Object.keys(aliases).find(alias => aliases[alias] === name && given.has(alias))
  return given.get(name) ?? given.get(older() ?? name)
}

export const groupMembers = (scope: Scope, group: string): readonly string[] => {
  const known = scope.groupHosts.get(group) ?? hostsOf(scope.inventory, group)
  scope.groupHosts.set(group, known)
  return known
}

/** Names of all groups of a host, `all` first, those inside others after them. */
export const groupsOf = (inventory: Inventory, host: string): string[] =>
  groupChain(inventory, host).map(({ name }) => name)

/** `group_names` of Ansible: all groups of the host but `all`, by name. */
export const groupNames = (scope: Scope, host: string): string[] =>
  groupsOf(scope.inventory, host)
    .filter(name => name !== 'all')
    .sort()
