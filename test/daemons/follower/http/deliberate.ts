import type { Deliberate } from '../../master/http/deliberate.ts'

/** Where our answers differ from a real agent's on purpose: exchanges, what differs there, and why. */
export const deliberate: readonly Deliberate[] = [
  {
    exchange: /./,
    difference: /^header connection: (keep-alive|close), not undefined/,
    why: 'node says it; a client takes a missing one for the same',
  },
  { exchange: /GET___processes__$/, difference: /items, not/, why: 'we have no libprocess processes but one' },
  {
    exchange: /GET_monitor_statistics\.json$/,
    difference: /^(status 200, not 404|header content-type)/,
    why: 'tools of Mantl ask for the names that Mesos had before 1.8',
  },
  {
    exchange: /(containers|CONTAINERS|statistics)/,
    difference: /statistics\/cpus_limit: not there$/,
    why: 'tools of the time of 1.9 read it; later Mesos has it for containers with limits alone',
  },
  {
    exchange: /(containers|monitor_statistics)/,
    difference: /(statistics\/(cpus_(user|system)_time_secs|mem_rss_bytes)|executor_pid): missing$/,
    why: 'the figures were gone when GET_CONTAINERS, from which the situation is read, was asked',
  },
  {
    exchange: /\.pb$/,
    difference: /(failover_timeout|protocol|shell|checkpoint|variables\/0\/type): (not there|missing)/,
    why: 'the situation was read from JSON, which has the defaults written out, or leaves out what is deprecated',
  },
  {
    exchange: /(GET_metrics_snapshot|GET_METRICS)/,
    difference:
      /\/(gc\/path_removals_|containerizer\/fetcher\/cache_size_|slave\/(recovery_time_secs|executor_directory)).*: missing$/,
    why: 'they come with the garbage collector, the fetcher and the recovery, which do not run here',
  },
  {
    exchange: /GET_(STATE|TASKS)/,
    difference: /completed_tasks\/\d\/(kill_policy: |labels: |statuses: \d items)/,
    why: 'Mesos tells tasks of a framework in another order than /state, from which the situation is read',
  },
  {
    exchange: /sandbox2_download$/,
    difference: /^header content-length: \d+, not undefined/,
    why: 'Mesos sends files larger than a page in chunks; we say how much comes',
  },
  {
    exchange: /(EXECUTORS|FRAMEWORKS|STATE)/,
    difference: /(frameworks|executors): (not there|1 items, not 0|10 items, not 11)$/,
    why: 'the last of the frameworks ended between /state, from which the situation is read, and this question',
  },
  {
    exchange: /(CONTAINERS|monitor_statistics)/,
    difference: /^(\/get_containers: not there|: 1 items, not 0)$/,
    why: 'the same: its container, too',
  },
]
