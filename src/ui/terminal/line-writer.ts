/** `0:07`, `12:05`, `1:02:03`. */
export const elapsedText = (ms: number): string => {
  const seconds = Math.floor(ms / 1000)
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  const padded = (part: number) => String(part).padStart(2, '0')
  return `${hours > 0 ? `${hours}:${padded(minutes)}` : minutes}:${padded(seconds % 60)}`
}

/** Where views write that change while something goes on. */
export interface LineWriter {
  readonly write: (text: string) => void
  /** A terminal gets one living line at the bottom, anything else a line an event. */
  readonly live: boolean
  readonly columns: () => number
}

/** stderr, or nowhere when only data is wanted. */
export const progressWriter = (silent: boolean): LineWriter => ({
  write: text => {
    if (!silent) process.stderr.write(text)
  },
  live: !silent && process.stderr.isTTY === true,
  columns: () => process.stderr.columns ?? 80,
})
