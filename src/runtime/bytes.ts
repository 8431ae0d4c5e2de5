/** PURE. Mesos' sizes: an integer and B, KB, MB, GB or TB, each 1024 of the one before. */

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** Bytes, or undefined when the text is no size. */
export const parseBytes = (text: string): number | undefined => {
  const match = /^(\d+)([A-Z]+)$/.exec(text)
  const power = units.indexOf(match?.[2] as (typeof units)[number])
  if (match === null || power < 0) return undefined
  const bytes = Number(match[1]) * 1024 ** power
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

/** The largest unit in which the size is whole. */
export const formatBytes = (bytes: number): string => {
  const power = bytes === 0 ? 0 : units.findLastIndex((_, index) => bytes % 1024 ** index === 0)
  return `${bytes / 1024 ** power}${units[power]}`
}
