import type { FlagSpec } from '../../../runtime/flag-spec.ts'
import { flag, later, noModules, refused } from './flag.ts'

/** Directories: a part of the follower’s flags. */
export const directoryFlags = [
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
] as const satisfies readonly FlagSpec[]
