/** The known name nearest to what was typed, as a hint; nothing when none is near. */
export const didYouMean = (typed: string, known: Iterable<string>): string | undefined => {
  const nearest = nearestName(typed, known)
  return nearest && `did you mean ${nearest}?`
}

export const nearestName = (typed: string, known: Iterable<string>): string | undefined => {
  const most = Math.max(1, Math.floor(typed.length / 3))
  const ranked = [...known]
    .filter(name => name !== typed && Math.abs(name.length - typed.length) <= most)
    .map(name => ({ name, distance: editDistance(typed, name) }))
    .filter(({ distance }) => distance <= most)
  return ranked.sort((a, b) => a.distance - b.distance)[0]?.name
}

/** Levenshtein's, a swap of neighbours counting as one. */
const editDistance = (a: string, b: string): number => {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), swapped))
    }
    before = row
    row = next
  }
  return row[b.length]!
}
