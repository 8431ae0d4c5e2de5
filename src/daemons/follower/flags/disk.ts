import type { FlagSpec } from '../../../runtime/flag-spec.ts'
import { flag } from './flag.ts'

/** Disk: a part of the follower’s flags. */
export const diskFlags = [
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
] as const satisfies readonly FlagSpec[]
