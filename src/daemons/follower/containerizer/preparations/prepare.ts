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

/** Others' programs leave networks, and may hang: nothing else waits for them. */
const takesLong: ReadonlySet<Preparation['kind']> = new Set(['network'])

/** In reverse. One that can't be undone does not keep the others: `failed` is told. `during` does each. `text`: of `keptText`; half of one counts for none. */
export const undoAll = async (
  table: Preparers,
  text: string,
  failed: (preparation: Preparation, error: unknown) => void,
  during: (preparation: Preparation, undo: () => void | Promise<void>) => Promise<void>,
): Promise<void> => {
  const long: Promise<void>[] = []
  for (const one of parse(text).toReversed()) {
    const undone = undoOne(table, one, during).catch(error => failed(one, error))
    if (takesLong.has(one.kind)) long.push(undone)
    else await undone
  }
  await Promise.all(long)
}

const undoOne = async (table: Preparers, one: Preparation, during: Parameters<typeof undoAll>[3]): Promise<void> => {
  const { undo } = preparerOf(table, one)
  if (undo) await during(one, () => undo(one))
}

const parse = (text: string): readonly Preparation[] => {
  try {
    return JSON.parse(text) as readonly Preparation[]
  } catch {
    return []
  }
}
