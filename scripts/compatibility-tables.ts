import type { FlagSpec } from '../src/runtime/flag-spec.ts'

/** Rows and sections of docs/compatibility.md. */
export type Row = readonly string[]

export const section = (title: string, text: string, head: Row, rows: readonly Row[]): string => {
  const table = head.length === 0 ? [] : [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`)
  return [
    ...(title ? [`## ${title}`, ''] : []),
    ...(text ? [text, ''] : []),
    ...table,
    ...(table.length > 0 ? [''] : []),
  ].join('\n')
}

export const ofEnum = (
  { numbers }: { readonly numbers: Readonly<Record<string, number>> },
  said: Readonly<Record<string, string>>,
): Row[] =>
  Object.keys(numbers)
    .filter(name => name !== 'UNKNOWN')
    .map(name => [name, said[name] ?? 'works'])

export const ofFlag = ({
  name,
  aliases,
  refused,
  meaning,
}: FlagSpec & { readonly aliases?: readonly string[] }): Row => {
  const names = [name, ...(aliases ?? [])].map(each => `\`--${each}\``).join(', ')
  return [
    names,
    refused ? `refused by name at the start: ${refused}` : meaning.startsWith('no effect') ? meaning : 'works',
  ]
}
