import type { FlagSpec } from '../../../runtime/flag-spec.ts'
import { flag, later, noModules, refused } from './flag.ts'

/** Modules and oversubscription: a part of the follower’s flags. */
export const moduleFlags = [
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
  flag({
    name: 'qos_correction_interval_min',
    type: 'duration',
    default: '0ns',
    meaning: 'no effect: nothing is taken back',
  }),
  flag({
    name: 'modules',
    type: 'json',
    meaning:
      'parameters of org_apache_mesos_FixedResourceEstimator and org_apache_mesos_LogrotateContainerLogger; there are no others',
  }),
  refused('modules_dir', noModules),
  refused('hooks', noModules),
  flag({ name: 'memory_profiling', type: 'boolean', default: 'false', meaning: later, refused: later }),
] as const satisfies readonly FlagSpec[]
