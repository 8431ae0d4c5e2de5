import { evaluateVariable } from './evaluate.ts'
import type { Inventory } from './model.ts'
import { hostsOf } from './precedence.ts'
import { type Place, placeText } from './problem.ts'
import { scopeOf } from './resolve.ts'
import { findName, givenVariables, groupsOf } from './scope.ts'
import { type Plain, toPlain } from './value.ts'
import { aliases, variables } from './variables.ts'

/** A variable of one host as a person asks for it: its value with templates done, and where it comes from. */
export interface DescribedVariable {
  readonly name: string
  /** Secrets print as `(secret)`. Absent: not set. */
  readonly value?: Plain
  readonly from: { readonly kind: 'default' | 'unset' } | { readonly kind: 'inventory'; readonly place: Place }
  /** Why it has no value. */
  readonly problem?: string
}

export interface DescribedHost {
  readonly host: string
  readonly groups: readonly string[]
  readonly variables: readonly DescribedVariable[]
}

/** mantl's variables first, in the order of their table, then the inventory's own by name. */
export const describeHost = (inventory: Inventory, host: string): DescribedHost => {
  const scope = scopeOf(inventory)
  const ours = Object.keys(variables)
  const others = [...givenVariables(scope, host).keys()].filter(
    name => !ours.includes(name) && !Object.hasOwn(aliases, name),
  )
  return {
    host,
    groups: groupsOf(inventory, host),
    variables: [...ours, ...others.sort()].map(name => describeVariable(inventory, host, name)),
  }
}

const describeVariable = (inventory: Inventory, host: string, name: string): DescribedVariable => {
  const scope = scopeOf(inventory)
  const given = findName(scope, host, name)
  const evaluated = evaluateVariable(scope, host, name)
  const value = 'value' in evaluated ? toPlain(evaluated.value) : null
  const from =
    given === undefined
      ? ({ kind: value === null ? 'unset' : 'default' } as const)
      : ({ kind: 'inventory', place: given.namePlace } as const)
  return {
    name,
    from,
    ...(value === null ? {} : { value: hidden(name, value) }),
    ...('problems' in evaluated ? { problem: evaluated.problems[0]?.message ?? 'it has no value' } : {}),
  }
}

/** A secret that stands in plain text is not shown either. */
const hidden = (name: string, value: Plain): Plain => {
  if (/secret|password/.test(name)) return '(secret)'
  if (name !== 'mesos_credentials' || !Array.isArray(value)) return value
  return value.map(entry => ({ ...(entry as Record<string, Plain>), secret: '(secret)' }))
}

export const sourceText = ({ from }: DescribedVariable): string =>
  from.kind === 'inventory' ? placeText(from.place) : from.kind

export interface GroupTree {
  readonly group: string
  readonly hosts: readonly string[]
  readonly children: readonly GroupTree[]
}

/** The groups from `all` down, each with the hosts that stand in it itself. */
export const groupTree = (inventory: Inventory, group = 'all'): GroupTree => {
  const found = inventory.groups.get(group)
  return {
    group,
    hosts: found?.hosts ?? [],
    children: (found?.children ?? [])
      .filter(child => hostsOf(inventory, child).length > 0 || child !== 'ungrouped')
      .map(child => groupTree(inventory, child)),
  }
}
