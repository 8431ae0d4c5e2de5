const percentiles = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999, p9999: 0.9999 } as const

/** PURE. The extra keys of a metric with a history: count, max, min and percentiles; none without samples. */
export const statistics = (samples: readonly number[]): readonly (readonly [string, number])[] => {
  if (samples.length === 0) return []
  const sorted = samples.toSorted((a, b) => a - b)
  return [
    ['count', sorted.length],
    ['max', sorted.at(-1)!],
    ['min', sorted[0]!],
    ...Object.entries(percentiles).map(([name, share]) => [name, percentile(sorted, share)] as const),
  ]
}

/** Between two samples, the share of both. */
const percentile = (sorted: readonly number[], share: number): number => {
  const position = share * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below]!
  return low + (position - below) * ((sorted[below + 1] ?? low) - low)
}
