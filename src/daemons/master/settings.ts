import { parseDuration } from '../../runtime/duration.ts'
import type { FlagValues } from '../../runtime/flag-spec.ts'
import type { masterFlags } from './flags.ts'
import { readRateLimits } from './rate-limits.ts'
import type { Settings } from './state.ts'

export type MasterFlags = FlagValues<typeof masterFlags>

/** What the transitions need, from flags without problems. */
export const settingsOf = (flags: MasterFlags): Settings => ({
  cluster: flags.cluster,
  agentPingTimeout: flags.agent_ping_timeout,
  maxAgentPingTimeouts: flags.max_agent_ping_timeouts,
  agentReregisterTimeout: flags.agent_reregister_timeout,
  agentRemovalInterval: removalInterval(flags.agent_removal_rate_limit),
  allocationInterval: flags.allocation_interval,
  offerTimeout: flags.offer_timeout,
  authenticateAgents: flags.authenticate_agents,
  authenticateFrameworks: flags.authenticate_frameworks,
  rootSubmissions: flags.root_submissions,
  requireAgentDomain: flags.require_agent_domain,
  filterGpuResources: flags.filter_gpu_resources,
  ...(flags.roles !== undefined && { roleWhitelist: new Set(['*', ...names(flags.roles)]) }),
  maxCompletedFrameworks: flags.max_completed_frameworks,
  maxCompletedTasksPerFramework: flags.max_completed_tasks_per_framework,
  maxUnreachableTasksPerFramework: flags.max_unreachable_tasks_per_framework,
  registryMaxAgentAge: flags.registry_max_agent_age,
  registryMaxAgentCount: flags.registry_max_agent_count,
  registryGcInterval: flags.registry_gc_interval,
  recoveryAgentRemovalLimit: removalLimit(flags.recovery_agent_removal_limit)!,
  minAllocatableResources: quantitySets(flags.min_allocatable_resources)!,
  roleSorter: flags.role_sorter as Settings['roleSorter'],
  frameworkSorter: flags.framework_sorter as Settings['frameworkSorter'],
  allocatorAgentRecoveryFactor: flags.allocator_agent_recovery_factor,
  allocatorRecoveryTimeout: flags.allocator_recovery_timeout,
  ...(flags.rate_limits !== undefined && { rateLimits: readRateLimits(flags.rate_limits)! }),
  constraintLimits: {
    maxMem: flags.offer_constraints_re2_max_mem,
    maxProgramSize: flags.offer_constraints_re2_max_program_size,
  },
  fairSharingExcluded: new Set(names(flags.fair_sharing_excluded_resource_names ?? '')),
  weights: weights(flags.weights ?? '')!,
})

interface Rule {
  readonly holds: (flags: MasterFlags) => unknown
  readonly problem: string
}

const between = (value: number, low: number, high: number) => value >= low && value <= high
const MINUTE = 60_000
const uint16 = (value: number | undefined) => value === undefined || between(value, 0, 65_535)

const rules: readonly Rule[] = [
  { holds: flags => uint16(flags.port) && uint16(flags.advertise_port), problem: 'a port is 0 to 65535' },
  {
    holds: flags => flags.ip === undefined || flags.ip_discovery_command === undefined,
    problem: '--ip and --ip_discovery_command exclude each other',
  },
  {
    holds: flags => [flags.ip, flags.advertise_ip].every(ip => ip === undefined || isIPv4(ip)),
    problem: '--ip and --advertise_ip take an IPv4 address',
  },
  {
    holds: flags => ['replicated_log', 'in_memory'].includes(flags.registry),
    problem: '--registry is replicated_log or in_memory',
  },
  {
    holds: flags => flags.zk !== undefined || flags.registry === 'in_memory' || flags.work_dir !== undefined,
    problem: '--work_dir says where the registry lies; it is needed without --zk',
  },
  { holds: flags => !flags.registry_strict, problem: '--registry_strict must be false' },
  {
    holds: flags => between(flags.agent_ping_timeout, 1000, 15 * MINUTE),
    problem: '--agent_ping_timeout is from 1secs to 15mins',
  },
  { holds: flags => flags.max_agent_ping_timeouts >= 1, problem: '--max_agent_ping_timeouts is at least 1' },
  {
    holds: flags => flags.agent_reregister_timeout >= 10 * MINUTE,
    problem: '--agent_reregister_timeout is at least 10mins',
  },
  { holds: flags => flags.allocation_interval > 0, problem: '--allocation_interval is positive' },
  { holds: flags => (flags.offer_timeout ?? 1) > 0, problem: '--offer_timeout is positive' },
  {
    holds: flags => removalLimit(flags.recovery_agent_removal_limit),
    problem: '--recovery_agent_removal_limit is a number or a percentage, 100%',
  },
  {
    holds: flags => flags.agent_removal_rate_limit === undefined || removalInterval(flags.agent_removal_rate_limit),
    problem: '--agent_removal_rate_limit is agents/time, 1/10mins',
  },
  {
    holds: flags => quantitySets(flags.min_allocatable_resources),
    problem: '--min_allocatable_resources looks like cpus:0.01|mem:32',
  },
  { holds: flags => weights(flags.weights ?? ''), problem: '--weights looks like role=2,other=0.5, each positive' },
  {
    holds: flags => [flags.role_sorter, flags.framework_sorter].every(sorter => ['drf', 'random'].includes(sorter)),
    problem: '--role_sorter and --framework_sorter are drf or random',
  },
  {
    holds: flags => between(flags.allocator_agent_recovery_factor, 0, 1),
    problem: '--allocator_agent_recovery_factor is from 0 to 1',
  },
  {
    holds: flags => flags.offer_constraints_re2_max_program_size > 0,
    problem: '--offer_constraints_re2_max_program_size is positive',
  },
  {
    holds: flags => ['hierarchical', 'HierarchicalDRF'].includes(flags.allocator),
    problem: 'the only allocator is hierarchical',
  },
  { holds: flags => flags.authenticators === 'crammd5', problem: 'the only authenticator is crammd5' },
  {
    holds: flags =>
      flags.http_authenticators === 'basic' && (flags.http_framework_authenticators ?? 'basic') === 'basic',
    problem: 'the only HTTP authenticator is basic',
  },
  { holds: flags => flags.authorizers === 'local', problem: 'the only authorizer is local' },
  {
    holds: flags => flags.credentials !== undefined || !asksForSecrets(flags),
    problem: '--credentials is needed by --authenticate_agents, _frameworks and _http_…',
  },
  {
    holds: flags => !flags.authenticate_http_frameworks || flags.http_framework_authenticators !== undefined,
    problem: '--authenticate_http_frameworks needs --http_framework_authenticators=basic',
  },
  { holds: flags => !flags.memory_profiling, problem: '--memory_profiling must be false' },
  {
    holds: flags => ['INFO', 'WARNING', 'ERROR'].includes(flags.logging_level),
    problem: '--logging_level is INFO, WARNING or ERROR',
  },
  {
    holds: flags => flags.rate_limits === undefined || readRateLimits(flags.rate_limits),
    problem:
      '--rate_limits is {"limits":[{"principal":…,"qps":…,"capacity":…}],…}, each principal once, each qps positive',
  },
  {
    holds: flags => disabledPaths(flags.firewall_rules),
    problem: '--firewall_rules is {"disabled_endpoints":{"paths":[…]}}',
  },
]

/** What the grammar of single flags can't see; a sentence each. */
export const flagProblems = (flags: MasterFlags): string[] =>
  rules.filter(rule => !rule.holds(flags)).map(rule => rule.problem)

const asksForSecrets = (flags: MasterFlags) =>
  flags.authenticate_agents ||
  flags.authenticate_frameworks ||
  flags.authenticate_http_frameworks ||
  flags.authenticate_http_readonly ||
  flags.authenticate_http_readwrite

const isIPv4 = (text: string) =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every(byte => Number(byte) <= 255)

const names = (text: string) =>
  text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')

const removalLimit = (text: string): Settings['recoveryAgentRemovalLimit'] | undefined => {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text)
  if (match === null) return undefined
  const value = Number(match[1])
  if (match[2] !== '%') return { count: value }
  return value <= 100 ? { percent: value } : undefined
}

/** `3/1mins` → 20,000 ms between two of them. */
const removalInterval = (text: string | undefined): number | undefined => {
  const [, count, time] = /^([1-9]\d{0,8})\/(.+)$/.exec(text ?? '') ?? []
  const ms = time === undefined ? undefined : parseDuration(time)
  return ms !== undefined && ms > 0 ? ms / Number(count) : undefined
}

/** `a:1;b:2|c:3` → [{ a: 1, b: 2 }, { c: 3 }]. */
const quantitySets = (text: string): Record<string, number>[] | undefined => {
  if (text.trim() === '') return []
  const sets = text.split('|').map(set => entries(set, ';', ':'))
  return sets.every(set => set !== undefined) ? sets.map(set => Object.fromEntries(set)) : undefined
}

const weights = (text: string): ReadonlyMap<string, number> | undefined => {
  if (text.trim() === '') return new Map()
  const pairs = entries(text, ',', '=')
  return pairs?.every(([, value]) => value > 0) ? new Map(pairs) : undefined
}

const entries = (text: string, separator: string, assign: string): [string, number][] | undefined => {
  const pairs = text.split(separator).map(pair => pair.split(assign).map(part => part.trim()))
  const good = pairs.every(([name, value, more]) => name && value && more === undefined && Number(value) >= 0)
  return good ? pairs.map(([name, value]) => [name!, Number(value)]) : undefined
}

/** The paths that answer 403; undefined: not such JSON. */
export const disabledPaths = (rules: unknown): string[] | undefined => {
  if (rules === undefined) return []
  const paths = (rules as { disabled_endpoints?: { paths?: unknown } } | null)?.disabled_endpoints?.paths
  return Array.isArray(paths) && paths.every(path => typeof path === 'string') ? paths : undefined
}
