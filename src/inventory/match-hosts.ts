import { MantlError } from '../errors.ts'
import { didYouMean } from './did-you-mean.ts'
import type { Inventory } from './model.ts'
import { hostsOf } from './precedence.ts'

/**
 * Hosts that an Ansible pattern means, in the inventory's order: names and groups, `all`, wildcards, `~regex`, `x[0:2]`;
 * joined by `:` or `,`; `:&` keeps the common ones, `:!` takes away, whatever their order. Throws MantlError
 * inventory.pattern for what cannot be read or names nothing.
 */
export const matchHosts = (inventory: Inventory, pattern: string): string[] => {
  const terms = splitPattern(pattern)
  if (terms.length === 0) throw wrong('the host pattern is empty')
  const plain = terms.filter(term => !/^[&!]/.test(term))
  const start = plain.length > 0 ? plain : ['all']
  let chosen = new Set(start.flatMap(term => matchTerm(inventory, term)))
  for (const term of terms.filter(text => text.startsWith('&'))) {
    chosen = chosen.intersection(new Set(matchTerm(inventory, term.slice(1))))
  }
  for (const term of terms.filter(text => text.startsWith('!'))) {
    chosen = chosen.difference(new Set(matchTerm(inventory, term.slice(1))))
  }
  return [...inventory.hosts.keys()].filter(name => chosen.has(name))
}

const wrong = (message: string, hint?: string): MantlError => new MantlError('inventory.pattern', message, { hint })

/** At `,` or at `:` outside brackets; with a comma in it colons stay, as in Ansible, for they may be of an IPv6 address. */
const splitPattern = (pattern: string): string[] => {
  if (pattern.trimStart().startsWith('@')) {
    throw wrong(`${pattern}: files of hosts are not supported`, "list the hosts with commas: --limit 'a,b,c'")
  }
  if (pattern.trimStart().startsWith('~')) return [pattern.trim()]
  const separator =
    pattern.includes(',') || /^[0-9a-f]*:[0-9a-f:]*::?[0-9a-f:]*$/i.test(pattern) ? /,/ : /:(?![^[]*\])|,/
  return pattern
    .split(separator)
    .map(term => term.trim())
    .filter(Boolean)
}

const matchTerm = (inventory: Inventory, term: string): string[] => {
  if (term.startsWith('@')) throw wrong(`${term}: files of hosts are not supported`, 'list the hosts with commas')
  const { name, slice } = splitSlice(inventory, term)
  const hosts = matchName(inventory, name)
  if (!hosts)
    throw wrong(
      `no host or group ${name}`,
      didYouMean(name, [...inventory.groups.keys(), ...inventory.hosts.keys()]) ?? known(inventory),
    )
  return slice ? cut(hosts, slice, term) : hosts
}

const known = ({ groups }: Inventory): string => `groups are ${[...groups.keys()].slice(0, 20).join(', ')}`

const splitSlice = (inventory: Inventory, term: string): { name: string; slice?: RegExpExecArray } => {
  const slice = /\[(-?\d+)?([:-])?(-?\d+)?\]$/.exec(term)
  if (!slice || term.startsWith('~') || inventory.hosts.has(term)) return { name: term }
  return { name: term.slice(0, slice.index), slice }
}

/** `[2]`, `[0:2]` (both ends inside, as Ansible counts), `[1:]`, `[-1]`. */
const cut = (hosts: readonly string[], [, from, colon, to]: RegExpExecArray, term: string): string[] => {
  if (from === undefined && to === undefined) throw wrong(`${term} has an empty range`, 'write [0] or [0:2]')
  if (colon) return hosts.slice(Number(from ?? 0), to === undefined ? undefined : Number(to) + 1 || undefined)
  const host = hosts.at(Number(from))
  if (host === undefined) throw wrong(`${term} is outside: there are ${hosts.length} hosts, counted from 0`)
  return [host]
}

const matchName = (inventory: Inventory, name: string): string[] | undefined => {
  if (name === 'all' || name === '*') return [...inventory.hosts.keys()]
  const test = name.startsWith('~') ? regex(name.slice(1)) : /[*?[]/.test(name) ? wildcard(name) : undefined
  if (!test)
    return inventory.groups.has(name) ? hostsOf(inventory, name) : inventory.hosts.has(name) ? [name] : undefined
  const groups = [...inventory.groups.keys()].filter(group => test.test(group))
  const hosts = [...inventory.hosts.keys()].filter(host => test.test(host))
  const found = new Set([...groups.flatMap(group => hostsOf(inventory, group)), ...hosts])
  return found.size > 0 ? [...found] : undefined
}

const regex = (source: string): RegExp => {
  try {
    return new RegExp(`^(?:${source})`)
  } catch {
    throw wrong(`~${source} is not a regular expression`)
  }
}

const wildcard = (name: string): RegExp => {
  const source = name
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\[!/g, '[^')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
  return regex(`${source}$`)
}
