import type { FlagSpec } from '../../../runtime/flag-spec.ts'
import { flag } from './flag.ts'

/** Executors and recovery: a part of the follower’s flags. */
export const recoveryFlags = [
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
] as const satisfies readonly FlagSpec[]
