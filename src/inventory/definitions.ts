import type { Inventory } from './model.ts'
import type { Place } from './problem.ts'
import type { Value, Variables } from './value.ts'

/** One place where the inventory gives a variable. `files`: group_vars/ or host_vars/. */
export interface Definition {
  readonly name: string
  readonly place: Place
  readonly value: Value
  readonly from: 'inventory' | 'files'
  readonly owner: { readonly kind: 'group' | 'host'; readonly name: string }
}

/** All places that give the variable, groups first, in the order of the files. */
export const definitionsOf = ({ groups, hosts }: Inventory, name: string): readonly Definition[] => {
  const owners = [
    ...[...groups.values()].map(group => ({ kind: 'group' as const, ...group })),
    ...[...hosts.values()].map(host => ({ kind: 'host' as const, ...host })),
  ]
  return owners.flatMap(({ kind, name: owner, layers }) =>
    (['inventory', 'files'] as const).flatMap(from =>
      layers[from]
        .flatMap(variables => foundIn(variables, name))
        .map(found => ({ ...found, name, from, owner: { kind, name: owner } })),
    ),
  )
}

const foundIn = (variables: Variables, name: string): { place: Place; value: Value }[] => {
  const variable = variables.get(name)
  return variable === undefined ? [] : [{ place: variable.namePlace, value: variable.value }]
}
