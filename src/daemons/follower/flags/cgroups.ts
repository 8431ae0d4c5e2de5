import type { FlagSpec } from '../../../runtime/flag-spec.ts'
import { flag } from './flag.ts'

/** cgroups: a part of the follower’s flags. */
export const cgroupFlags = [
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
] as const satisfies readonly FlagSpec[]
