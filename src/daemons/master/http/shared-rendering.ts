/**
 * Those who ask while the same is being rendered wait for the next rendering, all for one and the same: what each gets began after it
 * asked, and at most two are under way, however many ask.
 */
export const shared = <T>(render: () => Promise<T>): (() => Promise<T>) => {
  let running: Promise<T> | undefined
  let next: Promise<T> | undefined
  const start = (): Promise<T> => {
    next = undefined
    const mine = render()
    running = mine
    const over = () => {
      if (running === mine) running = undefined
    }
    mine.then(over, over)
    return mine
  }
  return () => {
    if (!running) return start()
    next ??= running.then(start, start)
    return next
  }
}
