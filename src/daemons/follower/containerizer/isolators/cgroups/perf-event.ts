import type { Isolator, IsolatorSettings } from '../isolator.ts'
import { inCgroups } from './in-cgroups.ts'
import { needsCgroups } from './needs-cgroups.ts'

/** A cgroup of perf_event for each container, over which a watcher samples --perf_events. */
export const cgroupsPerfEvent: Isolator = {
  name: 'cgroups/perf_event',
  impossible: (machine, settings) =>
    needsCgroups('perf_event', machine) ??
    (settings.perf_events !== undefined && !machine.programs?.has('perf')
      ? '--perf_events needs the program perf'
      : undefined) ??
    (machine.perfRefuses && `--perf_events: ${machine.perfRefuses}`) ??
    wrongTimes(settings),
  prepare: (spec, container) => inCgroups(spec, container, ['perf_event']),
}

const wrongTimes = ({ perf_interval, perf_duration }: IsolatorSettings): string | undefined =>
  (perf_duration ?? 0) > (perf_interval ?? Number.POSITIVE_INFINITY)
    ? '--perf_duration is longer than --perf_interval'
    : undefined
