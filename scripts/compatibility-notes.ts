/** What docs/compatibility.md says beside the tables. */
export const introduction = `# Compatibility

What a framework, a dashboard, an exporter or an operator's script for Apache Mesos 1.9 to 1.11 finds at our leader and our follower. Written by
\`node scripts/write-compatibility.ts\` from the tables that the leader runs by; a test holds that it is up to date. *works* means: in JSON and
protobuf where Mesos has both, with the same order of checks and status codes. Where an answer differs on purpose from what a real master was
recorded to say, test/daemons/master/http/deliberate.ts says so and why.
`

export const schedulerCalls: Readonly<Record<string, string>> = {
  REQUEST: 'accepted and without effect, as with the allocator of Mesos',
}

export const schedulerEvents: Readonly<Record<string, string>> = {}

export const oldStyle = `Frameworks that speak libprocess (\`libmesos\`, pymesos' old driver and the like) register, authenticate with CRAM-MD5, launch, hear
offers and updates, fail over and deactivate by messages, with the same meaning as the calls above. Operation feedback is for HTTP frameworks,
as in Mesos.`

export const operatorCalls: Readonly<Record<string, string>> = {
  SET_QUOTA: 'works (deprecated since 1.9)',
  REMOVE_QUOTA: 'works (deprecated since 1.9)',
}

export const operatorEvents: Readonly<Record<string, string>> = {
  SUBSCRIBED:
    'works; the snapshot is made while the leader goes on, so that it may show already what an event behind it tells',
}

export const endpoints = `Each also under \`/master\`, with a slash at the end, and with the \`.json\` of Mesos before 1.8. JSONP with \`jsonp=f\`, gzip where asked for.
A standby answers with 307 to the leader what only a leader knows.`

export const missingEndpoints: readonly (readonly string[])[] = [
  ['`/`, `/app`, `/assets/*`', '', 'missing: the web console comes later; 404'],
  [
    '`/memory-profiler/{start,stop,state,statistics,download/raw,download/text,download/graph}`',
    '',
    'missing: 404, as in a Mesos without --memory_profiling',
  ],
]

export const flags =
  'Each also as `MESOS_NAME` in the environment. An unknown flag, and one that is refused, ends the program before it does anything.'

export const metrics = `\`/metrics/snapshot\`, GET_METRICS, and \`/metrics\` in the text form of Prometheus, where what is variable in a name is a label. Timers keep the
last 1000 samples of an hour: \`/count\`, \`/max\`, \`/min\`, \`/p50\` … \`/p9999\`.`

const gauges = [
  ...['cpus', 'gpus', 'mem', 'disk'].flatMap(name =>
    ['total', 'used', 'percent', 'revocable_total', 'revocable_used', 'revocable_percent'].map(
      what => `master/${name}_${what}`,
    ),
  ),
  ...['elected', 'uptime_secs', 'outstanding_offers', 'operator_event_stream_subscribers'].map(
    name => `master/${name}`,
  ),
  ...['active', 'inactive', 'connected', 'disconnected', 'unreachable'].map(name => `master/slaves_${name}`),
  ...['active', 'inactive', 'connected', 'disconnected'].map(name => `master/frameworks_${name}`),
  ...['messages', 'dispatches', 'http_requests'].map(name => `master/event_queue_${name}`),
  ...['staging', 'starting', 'running', 'killing', 'unreachable'].map(name => `master/tasks_${name}`),
  ...['total', 'pending', 'recovering', 'unreachable'].map(name => `master/operations/[<type>/]${name}`),
  'master/frameworks/<name>/<id>/subscribed',
  'master/frameworks/<name>/<id>/tasks/active/<state>',
  'master/frameworks/<name>/<id>/roles/<role>/suppressed',
  ...['queued_operations', 'registry_size_bytes', 'log/recovered', 'log/ensemble_size'].map(
    name => `registrar/${name}`,
  ),
  'allocator/event_queue_dispatches',
  'allocator/mesos/event_queue_dispatches',
  'allocator/mesos/resources/<resource>/total',
  'allocator/mesos/resources/<resource>/offered_or_allocated',
  ...['guarantee', 'limit', 'consumed', 'offered_or_allocated'].map(
    what => `allocator/mesos/quota/roles/<role>/resources/<resource>/${what}`,
  ),
  'allocator/mesos/offer_filters/roles/<role>/active',
  'allocator/mesos/roles/<role>/shares/dominant',
  ...['cpus_total', 'load_1min', 'load_5min', 'load_15min', 'mem_free_bytes', 'mem_total_bytes'].map(
    name => `system/${name}`,
  ),
]

const withNotes: Readonly<Record<string, string>> = {
  'master/event_queue_messages': 'gauge; always 0, there is no such queue',
  'master/event_queue_dispatches': 'gauge; always 0, there is no such queue',
  'master/event_queue_http_requests': 'gauge; always 0, there is no such queue',
  'allocator/event_queue_dispatches': 'gauge; always 0, there is no such queue',
  'allocator/mesos/event_queue_dispatches': 'gauge; always 0, there is no such queue',
  'registrar/log/ensemble_size': "gauge; ZooKeeper's servers, for there is no replicated log",
  'allocator/mesos/offer_filters/roles/<role>/active': 'gauge; agents filtered, once for each framework',
}

export const otherMetrics: readonly (readonly string[])[] = [
  ...gauges.map(name => [`\`${name}\``, withNotes[name] ?? 'gauge'] as const),
  ...['state_fetch_ms', 'state_store_ms'].map(name => [`\`registrar/${name}\``, 'timer'] as const),
  ...['allocation_run_ms', 'allocation_run_latency_ms'].map(name => [`\`allocator/mesos/${name}\``, 'timer'] as const),
  ['`master/task_<state>/source_<source>/reason_<reason>`', 'counter, from its first use on'],
  ['`frameworks/<principal>/messages_received`', 'counter, of old-style frameworks'],
  ['`frameworks/<principal>/messages_processed`', 'counter, of old-style frameworks'],
]

export const end = `## Beyond Mesos

\`/metrics\`, \`/frameworks/explain\` (why a framework gets no offers), \`/mantl/drains\` (what a drain waits for; a drain can be cancelled).
`

export const executors = `\`POST /api/v1/executor\`, JSON and protobuf; with \`--authenticate_http_executors\` by token. Executors of the old style register over libprocess;
the default executor is the follower itself.`

export const agentEndpoints = 'Each also under `/slave(1)`, and most with `.json`.'

export const agentFlags = 'Of mesos-agent. What isolates containers is in [isolators.md](isolators.md).'

/** What needs a word beside "works". */
export const agentCalls: Readonly<Record<string, string>> = {
  ADD_RESOURCE_PROVIDER_CONFIG: 'answered with 400: there are no resource providers yet',
  UPDATE_RESOURCE_PROVIDER_CONFIG: 'answered with 409: there is none to change',
  REMOVE_RESOURCE_PROVIDER_CONFIG: 'works: what is not there is removed',
  MARK_RESOURCE_PROVIDER_GONE: 'answered with 404: there is none',
}
