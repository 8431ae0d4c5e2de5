import type { Resource } from '../../../../mesos/messages/resource.ts'
import type { Clock } from '../../../../runtime/clock.ts'
import type { Logger } from '../../../../runtime/logger.ts'
import type { Event } from '../../events.ts'
import { cgroupFolder } from '../../linux/cgroup-files.ts'
import { type CgroupLayout, cgroupMembers } from '../../linux/cgroups.ts'
import type { ProvisionedImage } from '../container.ts'
import { projectRange } from '../isolators/disk/xfs.ts'
import type { Isolator, IsolatorSettings, MachineAbilities } from '../isolators/isolator.ts'
import { watchDisks } from './disk-du.ts'
import { watchProjects } from './disk-xfs.ts'
import { watchPerfEvents } from './perf-events.ts'
import { parsePorts, portsOf } from './port-ownership.ts'
import { watchPorts } from './ports.ts'
import { watchTraffic } from './traffic.ts'
import type { Watched } from './watched.ts'
import type { Watcher } from './watcher.ts'

export interface WatcherParts {
  readonly isolators: readonly Isolator[]
  readonly settings: IsolatorSettings
  readonly programs: NonNullable<MachineAbilities['programs']>
  readonly cgroups?: CgroupLayout | undefined
  readonly workDir: string
  /** --container_disk_watch_interval, in milliseconds. */
  readonly diskInterval: number
  /** --container_ports_watch_interval, in milliseconds. */
  readonly portsInterval: number
  readonly agentResources: () => readonly Resource[]
  /** Containers that have joined networks: the first process, and how many networks. */
  readonly networked: (containerId: string) => { readonly pid: number; readonly networks: number } | undefined
  readonly running: () => readonly Watched[]
  readonly imageOf: (containerId: string) => ProvisionedImage | undefined
  readonly clock: Clock
  readonly log: Logger
  readonly post: (event: Event) => void
}

/** Isolators that look at containers while these run, each with what does that. */
export const chooseWatchers = (parts: WatcherParts): readonly Watcher[] => {
  const chosen = new Set(parts.isolators.map(({ name }) => name))
  const range = projectRange(parts.settings)
  return [
    ...(chosen.has('disk/du') ? [watchDisks(diskWatch(parts, true), parts.programs.get('du') ?? 'du')] : []),
    ...(range !== undefined && chosen.has('disk/xfs')
      ? [watchProjects(diskWatch(parts, parts.settings.xfs_kill_containers === true), range)]
      : []),
    ...(chosen.has('cgroups/perf_event') ? perfWatch(parts) : []),
    ...(chosen.has('network/ports') ? portsWatch(parts) : []),
    ...(chosen.has('network/cni') && parts.settings.network_cni_metrics === true
      ? [watchTraffic(parts.networked)]
      : []),
  ]
}

const diskWatch = (parts: WatcherParts, kills: boolean) => ({
  ...parts,
  writtenElsewhere: ({ withNested }: Watched) => withNested.flatMap(id => parts.imageOf(id)?.written ?? []),
  interval: parts.diskInterval,
  enforce: kills && parts.settings.enforce_container_disk_quota === true,
})

const portsWatch = (parts: WatcherParts): readonly Watcher[] => {
  const { cgroups, settings, agentResources } = parts
  if (cgroups === undefined) return []
  const range = settings.container_ports_isolated_range
  const isolated = range === undefined ? undefined : parsePorts(range)
  const looked = isolated === undefined || 'problem' in isolated ? undefined : isolated
  return [
    watchPorts({
      ...parts,
      members: containerId => cgroupMembers(cgroups, containerId),
      looked: () => (settings.check_agent_port_range_only ? portsOf(agentResources()) : looked),
      interval: parts.portsInterval,
      enforce: settings.enforce_container_ports === true,
    }),
  ]
}

const perfWatch = (parts: WatcherParts): readonly Watcher[] => {
  const { perf_events, perf_interval = 60_000, perf_duration = 10_000 } = parts.settings
  const root = perfRoot(parts.cgroups)
  if (perf_events === undefined || root === undefined) return []
  const options = {
    ...parts,
    cgroupOf: (containerId: string) => `${root}/${cgroupFolder(containerId)}`,
    events: perf_events.split(',').flatMap(event => event.trim() || []),
    interval: perf_interval,
    duration: perf_duration,
  }
  return [watchPerfEvents(options, parts.programs.get('perf') ?? 'perf')]
}

/** perf counts from the hierarchy's own root. */
const perfRoot = (cgroups: CgroupLayout | undefined): string | undefined =>
  cgroups?.kind === 'v2' ? cgroups.roots.get('') : cgroups?.roots.get('perf_event')?.replace(/^perf_event\//, '')
