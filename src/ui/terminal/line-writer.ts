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
