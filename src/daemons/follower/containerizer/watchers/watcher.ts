import type { ResourceStatistics } from '../../../../mesos/messages/statistics.ts'

/** Looks at running containers now and then: it remembers what it has seen, and says when a limit is passed (`limit-reached`). */
export interface Watcher {
  /** As of the last look. */
  readonly usage: (containerId: string) => Partial<ResourceStatistics>
  /** Figures by the names of metrics.md. */
  readonly gauges?: Readonly<Record<string, () => number>>
  readonly close: () => void
}
