/** A text that two values share exactly when they are equal; the order of an object's, a Map's and a Set's entries does not count. PURE. */
export const canonical = (value: unknown): string => JSON.stringify(ordered(value)) ?? 'null'

const ordered = (value: unknown): unknown => {
  if (value instanceof Map) return { map: [...value].map(ordered).sort(byText) }
  if (value instanceof Set) return { set: [...value].map(ordered).sort(byText) }
  if (Array.isArray(value)) return value.map(ordered)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, ordered(entry)]),
  )
}

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
