/** Where our answers differ from a real master's on purpose: exchanges, what differs there, and why. */
export interface Deliberate {
  /** Of the exchange's name, without the group. */
  readonly exchange: RegExp
  readonly difference: RegExp
  readonly why: string
}

export const deliberate: readonly Deliberate[] = [
  {
    exchange: /./,
    difference: /^header connection: (keep-alive|close), not undefined/,
    why: 'node says it; a client takes a missing one for the same',
  },
  { exchange: /GET_(root|master)$/, difference: /^status 404, not 200/, why: 'there is no web interface yet' },
  { exchange: /GET_(root|master)$/, difference: /^header content-type/, why: 'there is no web interface yet' },
  { exchange: /profiler_start$/, difference: /^text/, why: 'there is no profiler to switch on, and none to build in' },
  {
    exchange: /GET_state\.json$/,
    difference: /^(status 200, not 404|header content-type)/,
    why: 'Mantl and tools of its time ask for the name that Mesos had before 1.8',
  },
  { exchange: /HEAD_state$/, difference: /^text/, why: 'HTTP allows no body after HEAD; Mesos sends one' },
  { exchange: /GET___processes__$/, difference: /items, not/, why: 'we have no libprocess processes but one' },
  {
    exchange: /(GET_metrics_snapshot|GET_METRICS)/,
    difference: /^\/master\/frameworks\/capture2?\//,
    why: 'Mesos keeps the name that a framework had first; we use the one it has',
  },
  {
    exchange: /(GET_metrics_snapshot|GET_METRICS)/,
    difference: /^\/?registrar\/.*: missing/,
    why: "the registrar's come with the registrar, which does not run here",
  },
  {
    exchange: /(GET_metrics_snapshot|GET_METRICS)/,
    difference: /^\/?allocator\/mesos\/allocation_run.*: missing/,
    why: 'timers appear with the first run of the allocator, which does not run here',
  },
  {
    exchange: /(GET_metrics_snapshot|GET_METRICS)/,
    difference: /^\/allocator\/mesos\/offer_filters\/roles\/w\d\/active: missing/,
    why: 'roles that nobody has any more are not shown',
  },
  {
    exchange: /(GET_metrics_snapshot|GET_METRICS)/,
    difference: /^\/?master\/task_.*: missing/,
    why: 'counted when it happens, and it did not happen here',
  },
  {
    exchange: /^0(19|40)_state$/,
    difference: /^\/completed_frameworks: 11 items, not 13/,
    why: 'the situation that is replayed is two frameworks older',
  },
  {
    exchange: /GET_(TASKS|STATE)\.pb$/,
    difference: /completed_tasks: /,
    why: 'Mesos leaves the tasks of completed frameworks out of protobuf answers, not out of JSON ones; we never do',
  },
  {
    exchange: /\.pb$/,
    difference: /(failover_timeout|protocol|shell|checkpoint): (not there|missing)/,
    why: 'the situation was read from JSON, which has the defaults written out',
  },
  {
    exchange: /_err_(badjson|empty|badpb)$|timeout-bad$|MARK_AGENT_GONE_bad$/,
    difference: /^text/,
    why: 'the reason is named in our own words',
  },
  {
    exchange:
      /^0(02|03|05|06|12)_quota_|^014_v1_UPDATE_QUOTA_bad|^02[56]_weights_|^03[24]_reserve_|^038_v1_CREATE|^04[89]_/,
    difference: /^text/,
    why: 'the reason is named in our own words',
  },
  {
    exchange: /^(0(07|17)_quota_get|0(09|16)_v1_GET_QUOTA)$/,
    difference: /\/(infos|configs)\/\d\//,
    why: 'Mesos names roles in no order; ours stand in the order in which they were set',
  },
  {
    exchange: /^043_v1_GET_OPERATIONS$/,
    difference: /operations: not there/,
    why: 'no agent runs here to say that they are finished',
  },
  {
    exchange: /registrar\(1\)_registry$/,
    difference: /^\/machines: missing/,
    why: 'Mesos leaves an empty object where machines once were',
  },
]
