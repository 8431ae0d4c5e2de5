/** PURE. Long work, which others may interrupt at each `yield` (in-turns.ts). */
export type Parts<T> = Generator<void, T, void>

/** Without interruption. */
export const atOnce = <T>(parts: Parts<T>): T => {
  for (;;) {
    const { done, value } = parts.next()
    if (done) return value
  }
}
