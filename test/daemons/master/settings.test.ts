import { describe, expect, it } from 'vitest'
import { masterFlags } from '../../../src/daemons/master/flags.ts'
import { flagProblems, settingsOf } from '../../../src/daemons/master/settings.ts'
import { parseFlags } from '../../../src/runtime/flags.ts'
import { settings } from './settings.ts'

const parse = (argv: readonly string[], env: Record<string, string> = {}) =>
  parseFlags(masterFlags, { argv, env, readFile: path => `content of ${path}`, program: 'mesos-master' })

const values = (...argv: string[]) => {
  const parsed = parse(argv)
  if (parsed.kind !== 'values') throw new Error(JSON.stringify(parsed))
  return parsed.values
}

const problems = (...argv: string[]) => {
  const parsed = parse(argv)
  return parsed.kind === 'problems' ? parsed.problems : parsed.kind === 'values' ? flagProblems(parsed.values) : []
}

it('the defaults are those of Mesos', () => expect(settingsOf(values('--work_dir=/w'))).toEqual(settings))

it('the old names and variables are still taken', () => {
  const parsed = parse(['--work_dir=/w'], {
    MESOS_AUTHENTICATE_SLAVES: 'true',
    MESOS_CREDENTIALS: 'file:///c',
    MESOS_ZK: 'zk://a/m',
  })
  if (parsed.kind !== 'values') throw new Error(JSON.stringify(parsed))
  expect(flagProblems(parsed.values)).toEqual([])
  expect(parsed.values).toMatchObject({ authenticate_agents: true, credentials: 'file:///c', zk: 'zk://a/m' })
})

it.each([
  ['--agent_ping_timeout=30secs', { agentPingTimeout: 30_000 }],
  ['--recovery_agent_removal_limit=7', { recoveryAgentRemovalLimit: { count: 7 } }],
  ['--recovery_agent_removal_limit=12.5%', { recoveryAgentRemovalLimit: { percent: 12.5 } }],
  [
    '--min_allocatable_resources=cpus:1;mem:10|disk:5',
    { minAllocatableResources: [{ cpus: 1, mem: 10 }, { disk: 5 }] },
  ],
  ['--min_allocatable_resources=', { minAllocatableResources: [] }],
  [
    '--weights=a=2,b/c=0.5',
    {
      weights: new Map([
        ['a', 2],
        ['b/c', 0.5],
      ]),
    },
  ],
  ['--roles=a,b', { roleWhitelist: new Set(['*', 'a', 'b']) }],
  ['--no-root_submissions', { rootSubmissions: false }],
  ['--fair_sharing_excluded_resource_names=gpus,x', { fairSharingExcluded: new Set(['gpus', 'x']) }],
  ['--agent_removal_rate_limit=3/1mins', { agentRemovalInterval: 20_000 }],
  ['--offer_timeout=2mins', { offerTimeout: 120_000 }],
  ['--user_sorter=random', { roleSorter: 'random', frameworkSorter: 'drf' }],
  ['--framework_sorter=random', { roleSorter: 'drf', frameworkSorter: 'random' }],
  ['--allocator_agent_recovery_factor=0.5', { allocatorAgentRecoveryFactor: 0.5 }],
  ['--allocator_recovery_timeout=30secs', { allocatorRecoveryTimeout: 30_000 }],
  [
    '--rate_limits={"limits":[{"principal":"a","qps":1.5,"capacity":9},{"principal":"b"}],"aggregate_default_qps":3}',
    {
      rateLimits: {
        limits: [{ principal: 'a', qps: 1.5, capacity: 9 }, { principal: 'b' }],
        aggregate_default_qps: 3,
      },
    },
  ],
  ['--offer_constraints_re2_max_mem=8KB', { constraintLimits: { maxMem: 8192, maxProgramSize: 100 } }],
])('%s', (flag, expected) => expect(settingsOf(values('--work_dir=/w', flag))).toMatchObject(expected))

describe('one problem, said', () => {
  const rateLimits =
    '--rate_limits is {"limits":[{"principal":…,"qps":…,"capacity":…}],…}, each principal once, each qps positive'
  it.each([
    ['--registry=leveldb', '--registry is replicated_log or in_memory'],
    ['--rate_limits={"limits":[{"qps":1}]}', rateLimits],
    ['--rate_limits={"limits":[{"principal":"a","qps":0}]}', rateLimits],
    ['--rate_limits={"aggregate_default_qps":-1}', rateLimits],
    ['--rate_limits={"limits":[{"principal":"a"},{"principal":"a"}]}', rateLimits],
    ['--agent_ping_timeout=20mins', '--agent_ping_timeout is from 1secs to 15mins'],
    ['--agent_reregister_timeout=1mins', '--agent_reregister_timeout is at least 10mins'],
    ['--max_agent_ping_timeouts=0', '--max_agent_ping_timeouts is at least 1'],
    ['--recovery_agent_removal_limit=101%', '--recovery_agent_removal_limit is a number or a percentage, 100%'],
    ['--min_allocatable_resources=cpus', '--min_allocatable_resources looks like cpus:0.01|mem:32'],
    ['--agent_removal_rate_limit=0/1mins', '--agent_removal_rate_limit is agents/time, 1/10mins'],
    ['--slave_removal_rate_limit=1/0secs', '--agent_removal_rate_limit is agents/time, 1/10mins'],
    ['--weights=a=0', '--weights looks like role=2,other=0.5, each positive'],
    ['--role_sorter=fair', '--role_sorter and --framework_sorter are drf or random'],
    ['--allocator_agent_recovery_factor=2', '--allocator_agent_recovery_factor is from 0 to 1'],
    ['--offer_constraints_re2_max_program_size=0', '--offer_constraints_re2_max_program_size is positive'],
    ['--authenticate_agents', '--credentials is needed by --authenticate_agents, _frameworks and _http_…'],
    ['--ip=::1', '--ip and --advertise_ip take an IPv4 address'],
    ['--port=70000', 'a port is 0 to 65535'],
    ['--logging_level=DEBUG', '--logging_level is INFO, WARNING or ERROR'],
    ['--firewall_rules={"paths":[]}', '--firewall_rules is {"disabled_endpoints":{"paths":[…]}}'],
    ['--acls={}', '--acls is not supported: not implemented yet'],
    ['--hooks=x', '--hooks is not supported: there are no modules; what they do is built in or configured by flags'],
    ['--nope=1', 'unknown flag --nope'],
  ])('%s', (flag, problem) => expect(problems('--work_dir=/w', flag)).toEqual([problem]))

  it('a registry on disk needs a place', () =>
    expect(problems()).toEqual(['--work_dir says where the registry lies; it is needed without --zk']))
})
