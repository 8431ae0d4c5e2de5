/**
 * Columns as wide as their widest cell, two spaces apart; one cell longer than `most` does not push the others aside. `right`: columns of
 * numbers. Cells are plain text.
 */
export const table = (
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [], most = Number.POSITIVE_INFINITY }: { readonly right?: readonly number[]; readonly most?: number } = {},
): string[] => {
  const all = [header, ...rows]
  const widths = header.map((_, column) =>
    Math.max(0, ...all.map(row => width(row[column] ?? '')).filter(wide => wide <= most)),
  )
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
