import { addChild, addGroup, addHost, type Draft } from '../draft.ts'
import type { Place } from '../problem.ts'
import { fromPlain, type Plain, type Variables } from '../value.ts'

/** Hosts and groups as a program lists them: what `--list` of a dynamic inventory prints, and what a Terraform state holds. */
export interface HostListing {
  readonly groups: ReadonlyMap<string, ListedGroup>
  readonly hostVariables: ReadonlyMap<string, Readonly<Record<string, Plain>>>
}

export interface ListedGroup {
  readonly hosts: readonly string[]
  readonly children: readonly string[]
  readonly variables: Readonly<Record<string, Plain>>
}

/** Adds a listing to the inventory; everything in it has the place of its source's first line. */
export const addListing = (draft: Draft, { groups, hostVariables }: HostListing, file: string): void => {
  const place = { file, line: 1, column: 1 }
  for (const [name, { hosts, children, variables }] of groups) {
    addGroup(draft, name, place).layers.inventory.push(variablesAt(variables, place))
    for (const host of hosts) addHost(draft, host, name, place)
    for (const child of children) addChild(draft, name, child, place)
  }
  for (const [name, variables] of hostVariables) {
    const known = draft.hosts.get(name) ?? addHost(draft, name, 'ungrouped', place)
    known.layers.inventory.push(variablesAt(variables, place))
  }
}

const variablesAt = (variables: Readonly<Record<string, Plain>>, place: Place): Variables =>
  new Map(
    Object.entries(variables).map(([name, plain]) => [
      name,
      { name, namePlace: place, value: fromPlain(plain, place) },
    ]),
  )
