import type { Place, Problem } from './problem.ts'
import type { Variables } from './value.ts'

/** An inventory as read: nothing templated, nothing checked beyond syntax. Maps keep the order of the files. */
export type Inventory = {
  /** The file (or folder) the user named; the place of problems that no line owns. */
  readonly file: string
  readonly hosts: ReadonlyMap<string, Host>
  /** Always holds `all` and `ungrouped`. */
  readonly groups: ReadonlyMap<string, Group>
  /** `-e`: above everything else. Later layers win. */
  readonly extra: readonly Variables[]
  /** What was wrong with the files' syntax; `validate` hands them on. */
  readonly problems: readonly Problem[]
}

export type Host = {
  readonly name: string
  readonly place: Place
  /** Groups that list the host themselves, in the order of the files. */
  readonly directGroups: readonly string[]
  readonly layers: Layers
}

export type Group = {
  readonly name: string
  readonly place: Place
  readonly parents: readonly string[]
  readonly children: readonly string[]
  /** Hosts listed in this very group. */
  readonly hosts: readonly string[]
  /** 0 for `all`, else one more than the deepest parent. */
  readonly depth: number
  /** ansible_group_priority, 1 unless set. */
  readonly priority: number
  readonly layers: Layers
}

/** Later entries win within each list. `files`: from group_vars/ and host_vars/, above all that inventory files say. */
export type Layers = { readonly inventory: readonly Variables[]; readonly files: readonly Variables[] }
