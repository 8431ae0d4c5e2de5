import { PerfStatistics } from '../../../../mesos/messages/statistics.ts'

/**
 * Arguments of perf for one sample of all containers. `cgroups`: paths below the hierarchy's root; `seconds`: how long. Each event goes
 * with one cgroup. PURE.
 */
export const perfArguments = (
  events: readonly string[],
  cgroups: readonly string[],
  seconds: number,
): readonly string[] => [
  'stat',
  '--all-cpus',
  '--field-separator',
  ',',
  '--log-fd',
  '1',
  ...events.flatMap(event => cgroups.flatMap(cgroup => ['--event', event, '--cgroup', cgroup])),
  '--',
  'sleep',
  String(seconds),
]

type Figures = Partial<Omit<PerfStatistics, 'timestamp' | 'duration'>>

/**
 * Counts by cgroup from what perf prints: `value,unit,event,cgroup,…`, or without the unit in old releases. Events that this processor
 * does not count are left out, and so are those that PerfStatistics has no field for. PURE.
 */
export const readPerf = (text: string): ReadonlyMap<string, Figures> => {
  const found = new Map<string, Figures>()
  for (const line of text.split('\n')) {
    const fields = line.split(',')
    const [value = '', event = '', cgroup] = fields.length === 3 ? fields : [fields[0], fields[2], fields[3]]
    const name = event.toLowerCase().replaceAll('-', '_')
    if (!cgroup || !PerfStatistics.byName.has(name)) continue
    const count = value === '<not counted>' ? 0 : Number(value)
    if (!Number.isNaN(count)) found.set(cgroup, { ...found.get(cgroup), [name]: count })
  }
  return found
}
