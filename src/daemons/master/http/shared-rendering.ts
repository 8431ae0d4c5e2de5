/**
 * Those who ask while the same is being rendered wait for the next rendering, all for one and the same: what each gets began after it
 * asked, and at most two are under way, however many ask. As long as `revision` stays what it was when a rendering began, that one is for all.
 */
export const shared = <T>(render: () => Promise<T>, revision: () => unknown = Symbol): Shared<T> => {
  let running: Promise<T> | undefined
  let next: Promise<T> | undefined
  let last: { readonly of: unknown; readonly made: Promise<T> } | undefined
  const start = (): Promise<T> => {
    next = undefined
    if (last && last.of === revision()) return last.made
    const mine = render()
    last = { of: revision(), made: mine }
    running = mine
    const over = () => {
      if (running === mine) running = undefined
    }
    mine.then(over, () => {
      over()
      if (last?.made === mine) last = undefined
    })
    return mine
  }
  return Object.assign(
    () => {
      if (last && last.of === revision()) return last.made
      if (!running) return start()
      next ??= running.then(start, start)
      return next
    },
    { forget: () => void (last = undefined) },
  )
}

export interface Shared<T> {
  (): Promise<T>
  /** What was rendered is not kept for those who come later. */
  forget(): void
}
