import type { FlagSpec } from '../../runtime/flag-spec.ts'

const noModules = 'there are no modules; what they do is built in or configured by flags'
const later = 'not implemented yet'

/**
 * The leader's flags: Mesos' master flags (facts/flags.md 2 and 3). `--name=value` or MESOS_NAME. `refused`: known to Mesos, and an error
 * here rather than silently without effect.
 */
export const masterFlags = [
  // Network and identity
  { name: 'ip', type: 'string', meaning: 'IPv4 address to listen on; all when absent' },
  { name: 'port', type: 'integer', default: '5050', meaning: 'port to listen on' },
  { name: 'advertise_ip', type: 'string', meaning: 'IPv4 address that others are told' },
  { name: 'advertise_port', type: 'integer', meaning: 'port that others are told' },
  {
    name: 'ip_discovery_command',
    type: 'string',
    meaning: 'command that prints the address to listen on; excludes --ip',
  },
  { name: 'hostname', type: 'string', meaning: 'name that others are told' },
  {
    name: 'hostname_lookup',
    type: 'boolean',
    default: 'true',
    meaning: 'without --hostname: look the address up, else show it as the name',
  },
  { name: 'domain', type: 'json', meaning: 'fault domain' },
  { name: 'cluster', type: 'string', meaning: 'name of the cluster, for people' },

  // Election and registry
  {
    name: 'zk',
    type: 'string',
    meaning: 'zk://[user:password@]host:port,…/path for election and registry; absent: one leader',
  },
  {
    name: 'zk_previous_credentials',
    type: 'path',
    meaning:
      "file of the logins that --zk's has replaced, in the form of --credentials: what is in ZooKeeper may belong to them still; mantl's own",
  },
  {
    name: 'zk_session_timeout',
    type: 'duration',
    default: '10secs',
    meaning: 'how long ZooKeeper waits for a silent leader',
  },
  { name: 'work_dir', type: 'path', meaning: 'folder of the registry without --zk; needed unless it is in memory' },
  {
    name: 'registry',
    type: 'string',
    default: 'replicated_log',
    meaning: 'replicated_log: kept in ZooKeeper, or under --work_dir; in_memory: lost at the end',
  },
  { name: 'quorum', type: 'integer', meaning: "no effect: the registry's quorum is ZooKeeper's own" },
  {
    name: 'log_auto_initialize',
    type: 'boolean',
    default: 'true',
    meaning: 'no effect: an absent registry is an empty one',
  },
  {
    name: 'registry_fetch_timeout',
    type: 'duration',
    default: '1mins',
    meaning: 'how long reading the registry may take',
  },
  { name: 'registry_store_timeout', type: 'duration', default: '20secs', meaning: 'how long a write may take' },
  { name: 'registry_strict', type: 'boolean', default: 'false', meaning: 'must stay false, as in Mesos' },
  { name: 'registry_gc_interval', type: 'duration', default: '15mins', meaning: 'how often old agents are forgotten' },
  {
    name: 'registry_max_agent_age',
    type: 'duration',
    default: '2weeks',
    meaning: 'when an unreachable or gone agent is forgotten',
  },
  {
    name: 'registry_max_agent_count',
    type: 'integer',
    default: '102400',
    meaning: 'how many unreachable or gone agents are kept',
  },

  // Agents
  {
    name: 'agent_ping_timeout',
    aliases: ['slave_ping_timeout'],
    type: 'duration',
    default: '15secs',
    meaning: 'how often an agent is pinged, and how long one answer may take: 1secs to 15mins',
  },
  {
    name: 'max_agent_ping_timeouts',
    aliases: ['max_slave_ping_timeouts'],
    type: 'integer',
    default: '5',
    meaning: 'missed pings until an agent is unreachable',
  },
  {
    name: 'agent_reregister_timeout',
    aliases: ['slave_reregister_timeout'],
    type: 'duration',
    default: '10mins',
    meaning: 'how long an agent may take to come back after a failover or a broken connection; at least 10mins',
  },
  {
    name: 'recovery_agent_removal_limit',
    aliases: ['recovery_slave_removal_limit'],
    type: 'string',
    default: '100%',
    meaning: 'the leader exits when a larger part, or number, of the agents stays away after a failover',
  },
  {
    name: 'agent_removal_rate_limit',
    aliases: ['slave_removal_rate_limit'],
    type: 'string',
    meaning: 'how many agents may be marked unreachable in a time: 1/10mins; as many as are when absent',
  },
  { name: 'require_agent_domain', type: 'boolean', default: 'false', meaning: 'refuse agents without a fault domain' },
  {
    name: 'whitelist',
    type: 'path',
    meaning: 'file of the only host names whose agents may be offered, one a line, read again every 5 s; * is all',
  },
  {
    name: 'max_executors_per_agent',
    aliases: ['max_executors_per_slave'],
    type: 'integer',
    meaning: 'limit of executors',
    refused: 'only builds with network/port_mapping have it',
  },

  // Offers and allocation
  {
    name: 'allocation_interval',
    type: 'duration',
    default: '1secs',
    meaning: 'how often resources that came back are offered anew',
  },
  { name: 'offer_timeout', type: 'duration', meaning: 'how long an offer may lie; for ever when absent' },
  {
    name: 'min_allocatable_resources',
    type: 'string',
    default: 'cpus:0.01|mem:32',
    meaning: 'an offer holds at least one of these sets: a:1;b:2|c:3',
  },
  {
    name: 'filter_gpu_resources',
    type: 'boolean',
    default: 'true',
    meaning: 'agents with GPUs only to GPU_RESOURCES frameworks',
  },
  {
    name: 'fair_sharing_excluded_resource_names',
    type: 'string',
    meaning: 'names that do not count for fairness: a,b',
  },
  { name: 'role_sorter', aliases: ['user_sorter'], type: 'string', default: 'drf', meaning: 'drf or random' },
  {
    name: 'framework_sorter',
    type: 'string',
    default: 'drf',
    meaning: 'who comes first among the frameworks of a role: drf or random',
  },
  {
    name: 'allocator',
    type: 'string',
    default: 'hierarchical',
    meaning: 'hierarchical, or its old name HierarchicalDRF',
  },
  { name: 'roles', type: 'string', meaning: 'the only roles that may subscribe: a,b; deprecated' },
  { name: 'weights', type: 'string', meaning: 'weights of a new registry: role=2,role=3; deprecated' },
  {
    name: 'allocator_agent_recovery_factor',
    type: 'double',
    default: '0.8',
    meaning: 'with quota, offers wait after a failover until this part of the agents is back',
  },
  {
    name: 'allocator_recovery_timeout',
    type: 'duration',
    default: '10mins',
    meaning: 'how long they wait at most',
  },
  {
    name: 'offer_constraints_re2_max_mem',
    type: 'bytes',
    default: '4KB',
    meaning: "memory of a regular expression in a framework's offer constraints",
  },
  {
    name: 'offer_constraints_re2_max_program_size',
    type: 'integer',
    default: '100',
    meaning: 'instructions of such an expression',
  },

  // Who may
  {
    name: 'authenticate_agents',
    aliases: ['authenticate_slaves'],
    type: 'boolean',
    default: 'false',
    meaning: 'only agents that prove who they are may register',
  },
  {
    name: 'authenticate_frameworks',
    aliases: ['authenticate'],
    type: 'boolean',
    default: 'false',
    meaning: 'only old-style frameworks that prove who they are may register',
  },
  {
    name: 'authenticate_http_frameworks',
    type: 'boolean',
    default: 'false',
    meaning: 'the scheduler API asks for a password',
  },
  { name: 'authenticate_http_readonly', type: 'boolean', default: 'false', meaning: 'reading asks for a password' },
  {
    name: 'authenticate_http_readwrite',
    aliases: ['authenticate_http'],
    type: 'boolean',
    default: 'false',
    meaning: 'calls that change something ask for a password',
  },
  { name: 'authenticators', type: 'string', default: 'crammd5', meaning: 'crammd5' },
  {
    name: 'authentication_v0_timeout',
    type: 'duration',
    default: '15secs',
    meaning: 'how long a CRAM-MD5 handshake may take',
  },
  { name: 'http_authenticators', type: 'string', default: 'basic', meaning: 'basic' },
  { name: 'http_framework_authenticators', type: 'string', meaning: 'basic' },
  {
    name: 'credentials',
    type: 'path',
    meaning:
      'file of principals and secrets, JSON or one "principal secret" a line; a principal may stand there twice, either secret is right',
  },
  { name: 'root_submissions', type: 'boolean', default: 'true', meaning: 'frameworks of user root may subscribe' },
  { name: 'acls', type: 'json', meaning: 'who may do what', refused: later },
  { name: 'authorizers', type: 'string', default: 'local', meaning: 'local' },
  {
    name: 'rate_limits',
    type: 'json',
    meaning: "how many messages a second the leader takes from old-style frameworks, by principal: Mesos' RateLimits",
  },
  { name: 'firewall_rules', type: 'json', meaning: '{"disabled_endpoints":{"paths":[…]}}: answered with 403' },

  // History
  { name: 'max_completed_frameworks', type: 'integer', default: '50', meaning: 'how many are remembered' },
  { name: 'max_completed_tasks_per_framework', type: 'integer', default: '1000', meaning: 'how many are remembered' },
  { name: 'max_unreachable_tasks_per_framework', type: 'integer', default: '1000', meaning: 'how many are remembered' },
  {
    name: 'max_operator_event_stream_subscribers',
    type: 'integer',
    default: '1000',
    meaning: 'the oldest is dropped for a new one',
  },
  { name: 'publish_per_framework_metrics', type: 'boolean', default: 'true', meaning: 'metrics of each framework' },

  // Logging
  { name: 'quiet', type: 'boolean', default: 'false', meaning: 'nothing on stderr' },
  { name: 'logging_level', type: 'string', default: 'INFO', meaning: 'INFO, WARNING or ERROR' },
  { name: 'log_dir', type: 'path', meaning: 'folder of log files' },
  { name: 'logbufsecs', type: 'integer', default: '0', meaning: 'no effect: lines are written at once' },
  { name: 'initialize_driver_logging', type: 'boolean', default: 'true', meaning: 'no effect here, as in Mesos' },
  { name: 'external_log_file', type: 'path', meaning: 'the log that /master/log shows when it is written elsewhere' },

  // What we do without
  { name: 'modules', type: 'json', meaning: 'modules', refused: noModules },
  { name: 'modules_dir', type: 'path', meaning: 'modules', refused: noModules },
  { name: 'hooks', type: 'string', meaning: 'modules', refused: noModules },
  { name: 'master_contender', type: 'string', meaning: 'module', refused: noModules },
  { name: 'master_detector', type: 'string', meaning: 'module', refused: noModules },
  {
    name: 'memory_profiling',
    type: 'boolean',
    default: 'false',
    meaning: 'must stay false: there is no jemalloc here',
  },
  { name: 'webui_dir', type: 'path', meaning: 'folder of the web pages', refused: later },
] as const satisfies readonly FlagSpec[]
