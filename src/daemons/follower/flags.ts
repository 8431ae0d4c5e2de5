import type { FlagSpec } from '../../runtime/flag-spec.ts'

const later = 'not implemented yet'
const noModules = 'there are no modules; what they do is built in or configured by flags'
const noAppc = "appc's images are not supported; their project has ended"
const noDocker = 'the Docker containerizer is not implemented yet'

const flag = <const T extends FlagSpec>(spec: T): T => spec
const refused = <const N extends string, const R extends string>(name: N, reason: R) =>
  flag({ name, type: 'string', meaning: reason, refused: reason })

/**
 * The follower's flags: Mesos' agent flags (facts/flags.md 3 and 4). `--name=value` or MESOS_NAME. `refused`: known to Mesos, and an
 * error here rather than silently without effect.
 */
export const followerFlags = [
  // Network and identity
  flag({
    name: 'master',
    type: 'string',
    required: true,
    meaning: 'host:port, zk://[user:password@]host:port,…/path, or file:///path of one',
  }),
  refused('master_detector', noModules),
  flag({ name: 'ip', type: 'string', meaning: 'IPv4 address to listen on; all when absent' }),
  refused('ip6', later),
  flag({ name: 'port', type: 'integer', default: '5051', meaning: 'port to listen on' }),
  flag({ name: 'advertise_ip', type: 'string', meaning: 'IPv4 address that others are told' }),
  flag({ name: 'advertise_port', type: 'integer', meaning: 'port that others are told' }),
  flag({
    name: 'ip_discovery_command',
    type: 'string',
    meaning: 'command that prints the address to listen on; excludes --ip',
  }),
  refused('ip6_discovery_command', later),
  flag({ name: 'hostname', type: 'string', meaning: 'name that others are told' }),
  flag({
    name: 'hostname_lookup',
    type: 'boolean',
    default: 'true',
    meaning: 'without --hostname: look the address up, else show it as the name',
  }),
  flag({
    name: 'zk_session_timeout',
    type: 'duration',
    default: '10secs',
    meaning: 'how long ZooKeeper waits for a silent client',
  }),
  flag({ name: 'domain', type: 'json', meaning: 'fault domain' }),
  flag({ name: 'attributes', type: 'string', meaning: 'key:value;…' }),
  flag({
    name: 'resources',
    type: 'string',
    meaning: 'name(role):value;… or JSON; what is missing of cpus, mem, disk and ports is detected',
  }),
  flag({ name: 'default_role', type: 'string', default: '*', meaning: 'role of resources that name none' }),
  flag({ name: 'agent_features', type: 'json', meaning: later, refused: later }),
  flag({
    name: 'registration_backoff_factor',
    type: 'duration',
    default: '1secs',
    meaning: 'unit of the random waits between registrations',
  }),
  flag({
    name: 'authentication_backoff_factor',
    type: 'duration',
    default: '1secs',
    meaning: 'unit of the random waits between authentications',
  }),
  flag({
    name: 'authentication_timeout_min',
    type: 'duration',
    default: '5secs',
    meaning: 'how long one authentication may take at first',
  }),
  flag({ name: 'authentication_timeout_max', type: 'duration', default: '1mins', meaning: 'and at most' }),

  // Who may do what
  flag({ name: 'credential', type: 'path', meaning: 'file with our principal and secret' }),
  flag({ name: 'authenticatee', type: 'string', default: 'crammd5', meaning: 'the only one there is' }),
  flag({ name: 'acls', type: 'json', meaning: later, refused: later }),
  flag({ name: 'authorizer', type: 'string', default: 'local', meaning: 'the only one there is' }),
  flag({ name: 'http_authenticators', type: 'string', meaning: 'basic is the only one there is' }),
  flag({
    name: 'authenticate_http_readonly',
    type: 'boolean',
    default: 'false',
    meaning: 'reading over HTTP needs a credential',
  }),
  flag({
    name: 'authenticate_http_readwrite',
    type: 'boolean',
    default: 'false',
    meaning: 'changing over HTTP needs a credential',
  }),
  flag({
    name: 'authenticate_http_executors',
    type: 'boolean',
    default: 'false',
    meaning: 'executors that call over HTTP need the token that they find in their environment; needs --jwt_secret_key',
  }),
  flag({
    name: 'jwt_secret_key',
    aliases: ['executor_secret_key'],
    type: 'path',
    meaning: "file of the key that executors' tokens are signed with, its content as it is",
  }),
  flag({ name: 'http_credentials', type: 'path', meaning: 'file of the principals that may call over HTTP' }),
  flag({ name: 'firewall_rules', type: 'json', meaning: 'endpoints that are closed' }),
  flag({ name: 'http_executor_domain_sockets', type: 'boolean', default: 'false', meaning: later, refused: later }),
  refused('domain_socket_location', later),

  // Directories
  flag({ name: 'work_dir', type: 'path', required: true, meaning: 'sandboxes, and what a restart must know' }),
  flag({
    name: 'runtime_dir',
    type: 'path',
    default: '/var/run/mesos',
    meaning: 'what survives a restart, and need not survive a reboot',
  }),
  flag({ name: 'launcher_dir', type: 'path', meaning: 'no effect: there are no helper programs' }),
  flag({
    name: 'sandbox_directory',
    type: 'path',
    default: '/mnt/mesos/sandbox',
    meaning: 'path of the sandbox in containers with an image',
  }),
  flag({ name: 'frameworks_home', type: 'path', default: '', meaning: 'what relative URIs are relative to' }),
  flag({ name: 'hadoop_home', type: 'path', meaning: later, refused: later }),
  flag({
    name: 'fetcher_cache_dir',
    type: 'path',
    meaning: 'what is fetched with cache=true is kept below it, each agent apart; <tmp>/mesos/fetch when absent',
  }),
  flag({
    name: 'fetcher_cache_size',
    type: 'bytes',
    default: '2GB',
    meaning: 'how much of it; what was not used for longest goes first',
  }),
  flag({
    name: 'fetcher_stall_timeout',
    type: 'duration',
    default: '1mins',
    meaning: 'a download without progress for so long has failed',
  }),
  refused('disk_profile_adaptor', noModules),
  refused('resource_provider_config_dir', later),
  refused('csi_plugin_config_dir', later),

  // Containers
  flag({ name: 'containerizers', type: 'string', default: 'mesos', meaning: 'mesos is the only one yet' }),
  flag({ name: 'isolation', type: 'string', default: 'posix/cpu,posix/mem', meaning: 'isolators, by name' }),
  flag({
    name: 'launcher',
    type: 'string',
    meaning: 'linux (cgroups) or posix (sessions); linux where we are root and there are cgroups',
  }),
  flag({
    name: 'image_providers',
    type: 'string',
    meaning: "DOCKER: containers may have images, Docker's and OCI's; none when absent",
  }),
  flag({
    name: 'image_provisioner_backend',
    type: 'string',
    meaning: 'overlay (layers are shared) or copy; when absent overlay where it can be mounted',
  }),
  flag({
    name: 'image_gc_config',
    type: 'json',
    meaning:
      'when images that nobody uses are removed: image_disk_headroom, image_disk_watch_interval, excluded_images',
  }),
  flag({
    name: 'appc_simple_discovery_uri_prefix',
    type: 'string',
    default: 'http://',
    meaning: noAppc,
    refused: noAppc,
  }),
  refused('appc_store_dir', noAppc),
  flag({
    name: 'docker_registry',
    type: 'path',
    default: 'https://registry-1.docker.io',
    meaning: 'where images come from that name no registry: a URL, or a folder of archives and OCI layouts',
  }),
  flag({
    name: 'docker_store_dir',
    type: 'path',
    default: '/tmp/mesos/store/docker',
    meaning: 'layers that were pulled',
  }),
  flag({
    name: 'docker_config',
    type: 'json',
    secret: true,
    meaning: 'credentials for registries: a docker config.json or its path',
  }),
  flag({
    name: 'docker_ignore_runtime',
    type: 'boolean',
    default: 'false',
    meaning: "images' programs, arguments, environment and working folder do not count",
  }),
  refused('docker_volume_checkpoint_dir', noDocker),
  flag({ name: 'docker_volume_chown', type: 'boolean', default: 'false', meaning: noDocker, refused: noDocker }),
  flag({ name: 'docker', type: 'string', default: 'docker', meaning: noDocker, refused: noDocker }),
  flag({
    name: 'docker_socket',
    type: 'string',
    default: '/var/run/docker.sock',
    meaning: noDocker,
    refused: noDocker,
  }),
  refused('docker_mesos_image', noDocker),
  flag({ name: 'docker_kill_orphans', type: 'boolean', default: 'true', meaning: noDocker, refused: noDocker }),
  flag({ name: 'docker_remove_delay', type: 'duration', default: '6hrs', meaning: noDocker, refused: noDocker }),
  flag({ name: 'docker_stop_timeout', type: 'duration', default: '0ns', meaning: noDocker, refused: noDocker }),
  flag({ name: 'default_container_info', type: 'json', meaning: later, refused: later }),
  flag({
    name: 'default_container_dns',
    type: 'json',
    meaning: 'name servers of container networks that give none themselves',
  }),
  refused('container_logger', noModules),
  flag({ name: 'switch_user', type: 'boolean', default: 'true', meaning: 'tasks run as the user that they name' }),
  refused('volume_gid_range', later),
  flag({
    name: 'host_path_volume_force_creation',
    type: 'string',
    meaning: 'folders, with : between, below which host paths of volumes are made where they are missing',
  }),
  flag({
    name: 'allowed_devices',
    type: 'json',
    meaning: 'devices that containers may use beyond the usual ones (cgroups/devices, linux/devices)',
  }),
  flag({
    name: 'effective_capabilities',
    aliases: ['allowed_capabilities'],
    type: 'json',
    meaning: 'capabilities of containers that ask for none (linux/capabilities)',
  }),
  flag({
    name: 'bounding_capabilities',
    type: 'json',
    meaning: 'capabilities beyond which no container may ask or gain (linux/capabilities)',
  }),
  refused('default_container_shm_size', later),
  flag({
    name: 'disallow_sharing_agent_ipc_namespace',
    type: 'boolean',
    default: 'false',
    meaning: later,
    refused: later,
  }),
  flag({
    name: 'disallow_sharing_agent_pid_namespace',
    type: 'boolean',
    default: 'false',
    meaning: later,
    refused: later,
  }),
  flag({ name: 'seccomp_config_dir', type: 'path', meaning: 'folder of seccomp profiles in the format of Docker' }),
  flag({ name: 'seccomp_profile_name', type: 'string', meaning: 'profile of containers that name none' }),
  refused('nvidia_gpu_devices', later),
  flag({
    name: 'systemd_enable_support',
    type: 'boolean',
    default: 'true',
    meaning: 'no effect: what we start outlives us under any supervisor that lets it',
  }),
  flag({ name: 'systemd_runtime_directory', type: 'path', default: '/run/systemd/system', meaning: 'no effect' }),
  flag({
    name: 'agent_subsystems',
    aliases: ['slave_subsystems'],
    type: 'string',
    meaning: 'cgroup controllers in which we get a cgroup of our own, separated by commas',
  }),
  refused('secret_resolver', noModules),
  flag({ name: 'executor_environment_variables', type: 'json', meaning: 'variables of every executor, by name' }),
  flag({
    name: 'http_command_executor',
    type: 'boolean',
    default: 'false',
    meaning: 'no effect: command tasks have no executor process',
  }),
  flag({
    name: 'http_heartbeat_interval',
    type: 'duration',
    default: '30secs',
    meaning: 'no effect yet: there are no container streams',
  }),

  // cgroups
  flag({ name: 'cgroups_hierarchy', type: 'path', default: '/sys/fs/cgroup', meaning: 'where cgroups are mounted' }),
  flag({
    name: 'cgroups_root',
    type: 'string',
    default: 'mesos',
    meaning: 'name of the cgroup that holds all containers',
  }),
  flag({ name: 'cgroups_enable_cfs', type: 'boolean', default: 'false', meaning: 'cpus are a ceiling, too' }),
  flag({
    name: 'cgroups_limit_swap',
    type: 'boolean',
    default: 'false',
    meaning: 'mem is the ceiling of memory and swap together',
  }),
  flag({
    name: 'cgroups_cpu_enable_pids_and_tids_count',
    type: 'boolean',
    default: 'false',
    meaning: 'cgroups/cpu also tells how many processes and threads a container has',
  }),
  flag({
    name: 'cgroups_destroy_timeout',
    type: 'duration',
    default: '1mins',
    meaning: 'how long cleaning up a container may take',
  }),
  flag({
    name: 'cgroups_net_cls_primary_handle',
    type: 'string',
    meaning: 'upper half of the class ids of containers, such as 0x12 (cgroups/net_cls)',
  }),
  flag({
    name: 'cgroups_net_cls_secondary_handles',
    type: 'string',
    meaning: 'range of their lower half, such as 0x1,0xff; all of it when absent',
  }),
  flag({
    name: 'revocable_cpu_low_priority',
    type: 'boolean',
    default: 'true',
    meaning: 'oversubscribed cpus weigh little',
  }),
  flag({
    name: 'perf_events',
    type: 'string',
    meaning: 'events that are sampled, separated by commas (cgroups/perf_event)',
  }),
  flag({
    name: 'perf_interval',
    type: 'duration',
    default: '1mins',
    meaning: 'time between the starts of two samples',
  }),
  flag({ name: 'perf_duration', type: 'duration', default: '10secs', meaning: 'length of a sample' }),

  // Disk
  flag({
    name: 'container_disk_watch_interval',
    type: 'duration',
    default: '15secs',
    meaning: 'time between two measurements of sandboxes (disk/du, disk/xfs)',
  }),
  flag({
    name: 'enforce_container_disk_quota',
    type: 'boolean',
    default: 'false',
    meaning: 'a container may not take more disk than it was given',
  }),
  flag({
    name: 'xfs_project_range',
    type: 'string',
    default: '[5000-10000]',
    meaning: 'project ids that sandboxes may get (disk/xfs)',
  }),
  flag({
    name: 'xfs_kill_containers',
    type: 'boolean',
    default: 'false',
    meaning: 'over its quota a container ends, instead of being refused more',
  }),
  flag({
    name: 'xfs_quota_headroom',
    type: 'bytes',
    default: '10MB',
    meaning: 'what the kernel lets pass beyond the quota before that is noticed',
  }),
  flag({ name: 'gc_delay', type: 'duration', default: '1weeks', meaning: 'how long sandboxes stay at most' }),
  flag({
    name: 'gc_disk_headroom',
    type: 'double',
    default: '0.1',
    meaning: 'part of the disk to keep free: the fuller it is, the sooner sandboxes go',
  }),
  flag({
    name: 'gc_non_executor_container_sandboxes',
    type: 'boolean',
    default: 'false',
    meaning: 'sandboxes of nested containers go in their time, though what they are in still runs',
  }),
  flag({ name: 'disk_watch_interval', type: 'duration', default: '1mins', meaning: 'how often the disk is looked at' }),

  // Executors and recovery
  flag({
    name: 'executor_registration_timeout',
    type: 'duration',
    default: '1mins',
    meaning: 'how long an executor may take to subscribe',
  }),
  flag({
    name: 'executor_reregistration_timeout',
    type: 'duration',
    default: '2secs',
    meaning: 'and to come back after our restart',
  }),
  flag({
    name: 'executor_reregistration_retry_interval',
    type: 'duration',
    meaning: 'how often executors that speak libprocess are asked again to come back after a restart; not given: once',
  }),
  flag({
    name: 'executor_shutdown_grace_period',
    type: 'duration',
    default: '5secs',
    meaning: 'how long an executor may take to end',
  }),
  flag({
    name: 'recover',
    type: 'string',
    default: 'reconnect',
    meaning: 'reconnect: tasks of before go on; cleanup: they end, and so do we',
  }),
  flag({ name: 'recovery_timeout', type: 'duration', default: '15mins', meaning: 'how long executors wait for us' }),
  flag({
    name: 'reconfiguration_policy',
    type: 'string',
    default: 'equal',
    meaning: 'what may change at a restart: equal (nothing), additive, any',
  }),
  flag({ name: 'strict', type: 'boolean', default: 'true', meaning: 'a checkpoint that is garbage ends the start' }),
  flag({
    name: 'max_completed_executors_per_framework',
    type: 'integer',
    default: '150',
    meaning: 'history that is kept',
  }),

  // Networks
  flag({ name: 'network_cni_plugins_dir', type: 'string', meaning: 'folders of CNI plugins, with : between' }),
  flag({ name: 'network_cni_config_dir', type: 'path', meaning: 'folder of CNI configurations, a network each' }),
  flag({
    name: 'network_cni_root_dir_persist',
    type: 'boolean',
    default: 'false',
    meaning: 'what containers have joined is noted in work_dir, and left also after a reboot',
  }),
  flag({
    name: 'network_cni_metrics',
    type: 'boolean',
    default: 'true',
    meaning: 'what goes through the networks of a container is among its statistics',
  }),
  flag({
    name: 'container_ports_watch_interval',
    type: 'duration',
    default: '30secs',
    meaning: 'how often network/ports looks who listens where',
  }),
  flag({
    name: 'check_agent_port_range_only',
    type: 'boolean',
    default: 'false',
    meaning: 'network/ports looks at ports that the agent offers, at no others',
  }),
  flag({
    name: 'enforce_container_ports',
    type: 'boolean',
    default: 'false',
    meaning: 'a container that listens on a port that is not its own ends for it',
  }),
  flag({
    name: 'container_ports_isolated_range',
    type: 'string',
    meaning: '[begin-end]: the ports that network/ports looks at',
  }),

  // Modules and oversubscription
  flag({
    name: 'resource_estimator',
    type: 'string',
    meaning:
      'org_apache_mesos_FixedResourceEstimator: as much may be oversubscribed as its parameter in --modules says',
  }),
  flag({ name: 'qos_controller', type: 'string', meaning: 'noop is the only one there is: nothing is taken back' }),
  flag({
    name: 'oversubscribed_resources_interval',
    type: 'duration',
    default: '15secs',
    meaning: 'how often the estimate is looked at',
  }),
  flag({ name: 'qos_correction_interval_min', type: 'duration', default: '0ns', meaning: later, refused: later }),
  flag({
    name: 'modules',
    type: 'json',
    meaning: 'parameters of org_apache_mesos_FixedResourceEstimator; there are no other modules',
  }),
  refused('modules_dir', noModules),
  refused('hooks', noModules),
  flag({ name: 'memory_profiling', type: 'boolean', default: 'false', meaning: later, refused: later }),

  // Logging
  flag({ name: 'quiet', type: 'boolean', default: 'false', meaning: 'nothing on stderr' }),
  flag({ name: 'logging_level', type: 'string', default: 'INFO', meaning: 'INFO, WARNING or ERROR' }),
  flag({ name: 'log_dir', type: 'path', meaning: 'folder for a log file besides stderr' }),
  flag({ name: 'logbufsecs', type: 'integer', default: '0', meaning: 'no effect: nothing is held back' }),
  flag({ name: 'initialize_driver_logging', type: 'boolean', default: 'true', meaning: 'no effect' }),
  flag({ name: 'external_log_file', type: 'path', meaning: 'where others keep our log: shown under /slave/log' }),
] as const satisfies readonly FlagSpec[]
