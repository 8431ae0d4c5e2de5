/** Runs tasks one after another in the order of the calls; one that fails does not stop those behind it. */
export const writeQueue = () => {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run: <T>(task: () => Promise<T>): Promise<T> => {
      const result = last.then(task)
      last = result.catch(() => {})
      return result
    },
    idle: async (): Promise<void> => {
      await last
    },
  }
}
