/** Columns as wide as their widest cell, two spaces apart. `right`: columns of numbers. Cells are plain text. */
export const table = (
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [] }: { readonly right?: readonly number[] } = {},
): string[] => {
  const all = [header, ...rows]
  const widths = header.map((_, column) => Math.max(...all.map(row => width(row[column] ?? ''))))
  return all.map(row =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell)))
        return right.includes(column) ? gap + cell : cell + gap
      })
      .join('  ')
      .trimEnd(),
  )
}

const width = (cell: string) => [...cell].length
