/** One of Mesos' metrics as Prometheus sees it. */
export interface Sample {
  readonly family: string
  readonly labels: Readonly<Record<string, string>>
  /** The value in the family's unit is Mesos' times this. */
  readonly factor: number
  readonly type: Type
  readonly help: string
}

type Type = 'counter' | 'gauge'

interface Pattern {
  /** Its named groups are labels, but for `part`. */
  readonly key: RegExp
  readonly type: Type
  /** `*` stands for what matched `part`. */
  readonly family: string
  readonly help: string
  readonly factor?: number
  readonly labels?: Readonly<Record<string, string>>
}

/**
 * PURE. What is variable in Mesos' names (frameworks, roles, reasons) becomes labels, counters end in `_total`, milliseconds are seconds.
 * A name that matches no pattern is a family of its own. `isCounter`: which of those only grow.
 */
export const sampleOf = (name: string, isCounter: (name: string) => boolean): Sample => {
  for (const { key, type, family, help, factor = 1, labels } of patterns) {
    const groups = key.exec(name)?.groups
    if (!groups) continue
    const { part = '', ...variable } = groups
    return {
      family: familyName(family.replace('*', part), type),
      labels: { ...shown(variable), ...labels },
      factor,
      type,
      help,
    }
  }
  const type = isCounter(name) ? 'counter' : 'gauge'
  return { family: familyName(name, type), labels: {}, factor: 1, type, help: `${name} of /metrics/snapshot` }
}

const SECONDS = 1 / 1000

const pattern = (type: Type, key: string, family: string, help: string, more: Partial<Pattern> = {}): Pattern => ({
  ...{ type, family, help },
  key: new RegExp(`^${key}$`),
  ...more,
})

const framework = 'master/frameworks/(?<framework>[^/]+)/(?<framework_id>[^/]+)'
const lasting = 'How long it took lately'

const patterns: readonly Pattern[] = [
  pattern('counter', `${framework}/calls/(?<type>.+)`, 'master_framework_calls', 'Calls of a framework'),
  pattern('counter', `${framework}/events/(?<type>.+)`, 'master_framework_events', 'Events that a framework was told'),
  pattern('counter', `${framework}/offers/(?<end>.+)`, 'master_framework_offers', 'What became of offers'),
  pattern('counter', `${framework}/operations/(?<type>.+)`, 'master_framework_operations', 'Operations asked for'),
  pattern('counter', `${framework}/tasks/terminal/(?<state>.+)`, 'master_framework_tasks_ended', 'Tasks that ended'),
  pattern('counter', `${framework}/(?<part>calls|events|operations)`, 'master_framework_all_*', 'Those of all types'),
  pattern('gauge', `${framework}/tasks/active/(?<state>.+)`, 'master_framework_tasks', 'Tasks that have not ended'),
  pattern('gauge', `${framework}/roles/(?<role>.+)/suppressed`, 'master_framework_suppressed', '1: wants no offers'),
  pattern('gauge', `${framework}/subscribed`, 'master_framework_subscribed', '1: the framework is connected'),
  pattern('counter', 'frameworks/(?<principal>.+)/(?<part>.+)', 'framework_*', 'Messages of old-style frameworks'),
  pattern(
    'counter',
    'master/task_(?<state>.+)/source_(?<source>.+)/reason_(?<reason>.+)',
    'master_tasks_ended_by_reason',
    'Why tasks ended',
  ),
  pattern(
    'counter',
    'master/slave_removals/reason_(?<reason>.+)',
    'master_slave_removals_by_reason',
    'Why agents were removed',
  ),
  pattern(
    'gauge',
    'master/operations/(?<state>total|pending|recovering|unreachable)',
    'master_operations',
    'Operations that the leader knows',
  ),
  pattern(
    'gauge',
    'master/operations/(?<type>.+)/(?<state>total|pending|recovering|unreachable)',
    'master_operations_by_type',
    'Operations that the leader knows',
  ),
  pattern('counter', 'master/operations/(?<state>[^/]+)', 'master_operations_ended', 'Operations that ended'),
  pattern(
    'counter',
    'master/operations/(?<type>.+)/(?<state>.+)',
    'master_operations_ended_by_type',
    'Operations that ended',
  ),
  pattern('gauge', 'allocator/mesos/resources/(?<resource>.+)/(?<what>.+)', 'allocator_resources', 'Of the cluster'),
  pattern(
    'gauge',
    'allocator/mesos/quota/roles/(?<role>.*)/resources/(?<resource>[^/]+)/(?<what>.+)',
    'allocator_quota',
    "A role's quota and what counts against it",
  ),
  pattern(
    'gauge',
    'allocator/mesos/offer_filters/roles/(?<role>.+)/active',
    'allocator_offer_filters',
    'Agents that frameworks of the role declined for now',
  ),
  pattern(
    'gauge',
    'allocator/mesos/roles/(?<role>.+)/shares/dominant',
    'allocator_dominant_share',
    'The largest part of any resource that the role holds, over its weight',
  ),
  pattern('gauge', '(?<part>.+)_ms/p(?<quantile>\\d+)', '*_seconds', lasting, { factor: SECONDS }),
  pattern('gauge', '(?<part>.+)_ms/max', '*_seconds', lasting, { factor: SECONDS, labels: { quantile: '1' } }),
  pattern('gauge', '(?<part>.+)_ms/min', '*_seconds', lasting, { factor: SECONDS, labels: { quantile: '0' } }),
  pattern('gauge', '(?<part>.+)_ms/count', '*_samples', 'How often it was measured lately'),
  pattern('gauge', '(?<part>.+)_ms', '*_last_seconds', 'How long it took the last time', { factor: SECONDS }),
]

/** `p999` is the quantile 0.999; a framework's name is percent-encoded in Mesos' key. */
const shown = ({ quantile, framework: name, ...labels }: Record<string, string>): Record<string, string> => ({
  ...(quantile !== undefined && { quantile: String(Number(`0.${quantile}`)) }),
  ...(name !== undefined && { framework: decodeURIComponent(name) }),
  ...labels,
})

const familyName = (name: string, type: Type): string =>
  `mesos_${name.replace(/[^a-zA-Z0-9_]/g, '_')}${type === 'counter' ? '_total' : ''}`
