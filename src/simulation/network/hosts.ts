/** Which hosts reach each other. Each direction of a pair may be blocked by several partitions at once. */
export interface Hosts {
  /** From now on nothing gets from `from` to `to`. Returns what lifts it. */
  block(from: readonly string[], to: readonly string[]): () => void
  blocked(from: string, to: string): boolean
  /** Called after each change. */
  onChange(listener: () => void): void
}

export const createHosts = (): Hosts => {
  const partitions = new Set<{ readonly from: ReadonlySet<string>; readonly to: ReadonlySet<string> }>()
  const listeners: (() => void)[] = []
  const changed = () => {
    for (const listener of listeners) listener()
  }
  return {
    block: (from, to) => {
      const partition = { from: new Set(from), to: new Set(to) }
      partitions.add(partition)
      changed()
      return () => {
        if (partitions.delete(partition)) changed()
      }
    },
    blocked: (from, to) => {
      for (const partition of partitions) if (partition.from.has(from) && partition.to.has(to)) return true
      return false
    },
    onChange: listener => void listeners.push(listener),
  }
}
