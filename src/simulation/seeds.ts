import { MantlError } from '../errors.ts'
import { allFaults, type FaultKind, faultKinds } from './faults/kinds.ts'

export interface SeedFlags {
  readonly seed?: number
  readonly seeds?: string
  readonly count?: number
}

/** Which seeds are meant: one, `N..M` with both ends, or the first so many. Throws `usage.simulate`. */
export const seedsOf = ({ seed, seeds, count = 100 }: SeedFlags): number[] => {
  if (seed !== undefined) return [seed]
  if (seeds === undefined) return range(1, count)
  const [, from = '', to = ''] = /^(\d+)\.\.(\d+)$/.exec(seeds) ?? []
  if (from === '' || Number(from) > Number(to)) throw bad(`--seeds ${seeds} is no range`, 'for example --seeds 1..2000')
  return range(Number(from), Number(to))
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** Kinds by name, separated by commas; `all`, `none`. Throws `usage.simulate`. */
export const faultsOf = (text: string): readonly FaultKind[] | undefined => {
  if (text === 'all') return undefined
  if (text === 'none') return []
  const names = text.split(',')
  const unknown = names.find(name => !(name in faultKinds))
  if (unknown !== undefined)
    throw bad(`there is no fault '${unknown}'`, `all, none, or some of ${allFaults.join(', ')}`)
  return names as FaultKind[]
}

/** Numbers of faults: `3,7`; `none`. Throws `usage.simulate`. */
export const onlyOf = (text: string | undefined): ReadonlySet<number> | undefined => {
  if (text === undefined) return undefined
  const numbers = text === 'none' ? [] : text.split(',').map(Number)
  if (!numbers.every(Number.isInteger)) throw bad(`--only ${text} is no list of numbers`, 'for example --only 3,7')
  return new Set(numbers)
}

const bad = (message: string, hint: string) => new MantlError('usage.simulate', message, { hint })
