import { MantlError } from '../../../../errors.ts'
import type { Preparation } from './preparation.ts'
import type { Preparer } from './preparer.ts'
import type { Preparers } from './table.ts'

const preparerOf = (table: Preparers, { kind }: Preparation): Preparer<Preparation['kind']> => {
  const preparer = table[kind]
  if (preparer === undefined) throw new MantlError('follower.launch', `nobody here prepares '${kind}'`)
  return preparer as Preparer<Preparation['kind']>
}

/** What is written down before any of it is done; the text is read by `undoAll`. */
export const keptText = (table: Preparers, all: readonly Preparation[]): string =>
  JSON.stringify(all.map(one => preparerOf(table, one).kept?.(one) ?? one))

export const prepare = (table: Preparers, one: Preparation): void | Promise<void> => preparerOf(table, one).make(one)

/** In reverse. One that can't be undone does not keep the others: `failed` is told. `during` does each. `text`: of `keptText`; half of one counts for none. */
export const undoAll = async (
  table: Preparers,
  text: string,
  failed: (preparation: Preparation, error: unknown) => void,
  during: (preparation: Preparation, undo: () => void | Promise<void>) => Promise<void>,
): Promise<void> => {
  for (const one of parse(text).toReversed()) {
    try {
      const { undo } = preparerOf(table, one)
      if (undo) await during(one, () => undo(one))
    } catch (error) {
      failed(one, error)
    }
  }
}

const parse = (text: string): readonly Preparation[] => {
  try {
    return JSON.parse(text) as readonly Preparation[]
  } catch {
    return []
  }
}
