import type { FlagSpec } from '../../../runtime/flag-spec.ts'
import { flag, later, noModules, refused } from './flag.ts'

/** Network and identity: a part of the follower’s flags. */
export const networkFlags = [
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
] as const satisfies readonly FlagSpec[]
