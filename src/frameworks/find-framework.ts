import { MantlError } from '../errors.ts'
import { didYouMean } from '../inventory/did-you-mean.ts'
import type { ClusterFramework } from './cluster-frameworks.ts'

/**
 * PURE. By id or name; else by the end of an id (`0003`) or the start of an id or name, where it is the only one. Of several with the
 * name, the only active one is meant. Throws `framework.unknown`, `framework.ambiguous`.
 */
export const findFramework = (frameworks: readonly ClusterFramework[], wanted: string): ClusterFramework => {
  for (const matches of ways) {
    const found = frameworks.filter(framework => matches(framework, wanted))
    const active = found.filter(({ state }) => state === 'active')
    if (found.length === 1) return found[0]!
    if (active.length === 1) return active[0]!
    if (found.length > 1) throw ambiguous(wanted, found)
  }
  throw new MantlError('framework.unknown', `there is no framework ${wanted}`, {
    hint:
      didYouMean(wanted, new Set(frameworks.map(({ name }) => name))) ??
      '`mantl frameworks list` shows all that the leader knows of',
  })
}

type Way = (framework: ClusterFramework, wanted: string) => boolean

const ways: readonly Way[] = [
  ({ id }, wanted) => id === wanted,
  ({ name }, wanted) => name === wanted,
  ({ name }, wanted) => name.toLowerCase() === wanted.toLowerCase(),
  ({ id }, wanted) => /^\d{4,}$/.test(wanted) && id.endsWith(`-${wanted}`),
  ({ id, name }, wanted) => wanted !== '' && (id.startsWith(wanted) || name.startsWith(wanted)),
]

const ambiguous = (wanted: string, found: readonly ClusterFramework[]) => {
  const some = found.slice(0, 5).map(({ id, name, state }) => `${id} (${name}, ${state})`)
  const more = found.length > some.length ? ` and ${found.length - some.length} more` : ''
  return new MantlError('framework.ambiguous', `${wanted} may be any of ${some.join(', ')}${more}`, {
    hint: 'say the whole id, or its last four digits',
  })
}
