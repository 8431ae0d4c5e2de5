import { MantlError } from '../../errors.ts'
import { socketFlagProblems, socketPlaces } from './executors/domain-socket.ts'
import type { FollowerFlags } from './identity.ts'
import { imageFlagProblems } from './images/image-flags.ts'
import { loggerFlags } from './logger/log-limits.ts'
import { networkFlagProblems } from './networks/flag-problems.ts'
import { estimatorFlags } from './oversubscription/estimator-flags.ts'
import type { FollowerSettings } from './state.ts'

const longestReregistration = 15_000

/** What transitions need of the flags. Throws MantlError follower.flags with all that is wrong. */
export const settingsOf = (
  flags: FollowerFlags,
  self: Pick<FollowerSettings, 'ip' | 'port' | 'ownUser' | 'root' | 'version'>,
): FollowerSettings => {
  const estimator = estimatorFlags(flags)
  const socket = socketPlaces(flags)
  const problems = [...flagProblems(flags), ...('problems' in estimator ? estimator.problems : [])]
  if (problems.length > 0) throw new MantlError('follower.flags', problems.join('; '))
  return {
    ...self,
    ...(socket ? { domainSocket: socket.location } : {}),
    workDir: flags.work_dir,
    authenticates: flags.credential !== undefined,
    registrationBackoff: flags.registration_backoff_factor,
    authentication: {
      timeoutMin: flags.authentication_timeout_min,
      timeoutMax: Math.max(flags.authentication_timeout_min, flags.authentication_timeout_max),
      backoff: flags.authentication_backoff_factor,
    },
    executorRegistrationTimeout: flags.executor_registration_timeout,
    executorReregistrationTimeout: flags.executor_reregistration_timeout,
    ...(flags.executor_reregistration_retry_interval === undefined
      ? {}
      : { executorReregistrationRetryInterval: flags.executor_reregistration_retry_interval }),
    executorShutdownGrace: flags.executor_shutdown_grace_period,
    recoveryTimeout: flags.recovery_timeout,
    gcDelay: flags.gc_delay,
    gcNested: flags.gc_non_executor_container_sandboxes,
    switchUser: flags.switch_user,
    maxCompletedExecutors: flags.max_completed_executors_per_framework,
    ...('resources' in estimator && estimator.resources
      ? { oversubscription: { resources: estimator.resources, interval: flags.oversubscribed_resources_interval } }
      : {}),
    ...(flags.executor_environment_variables === undefined
      ? {}
      : { executorEnvironment: flags.executor_environment_variables as Record<string, string> }),
  }
}

const loggerProblems = (flags: FollowerFlags): readonly string[] => {
  const logger = loggerFlags(flags)
  return typeof logger === 'string' ? [logger] : []
}

const oneOf = (name: string, value: string, allowed: readonly string[]): readonly string[] =>
  allowed.includes(value) ? [] : [`--${name}: '${value}' is none of ${allowed.join(', ')}`]

const flagProblems = (flags: FollowerFlags): readonly string[] => [
  ...loggerProblems(flags),
  ...oneOf('containerizers', flags.containerizers, ['mesos']),
  ...oneOf('recover', flags.recover, ['reconnect', 'cleanup']),
  ...oneOf('reconfiguration_policy', flags.reconfiguration_policy, ['equal', 'additive', 'any']),
  ...oneOf('logging_level', flags.logging_level, ['INFO', 'WARNING', 'ERROR']),
  ...oneOf('launcher', flags.launcher ?? 'posix', ['posix', 'linux']),
  ...oneOf('authenticatee', flags.authenticatee, ['crammd5']),
  ...oneOf('authorizer', flags.authorizer, ['local']),
  ...oneOf('http_authenticators', flags.http_authenticators ?? 'basic', ['basic']),
  ...(flags.work_dir.startsWith('/') ? [] : [`--work_dir: '${flags.work_dir}' is not an absolute path`]),
  ...(flags.executor_reregistration_timeout > longestReregistration
    ? ['--executor_reregistration_timeout: at most 15secs']
    : []),
  ...networkFlagProblems(flags),
  ...socketFlagProblems(flags),
  ...(flags.gc_disk_headroom >= 0 && flags.gc_disk_headroom <= 1 ? [] : ['--gc_disk_headroom: not between 0 and 1']),
  ...(flags.port >= 0 && flags.port <= 65_535 ? [] : [`--port: ${flags.port} is no port`]),
  ...(stringMap(flags.executor_environment_variables)
    ? []
    : ['--executor_environment_variables: not an object of texts']),
  ...(flags.authenticate_http_executors && flags.jwt_secret_key === undefined
    ? ['--authenticate_http_executors needs --jwt_secret_key']
    : []),
  ...((flags.authenticate_http_readonly || flags.authenticate_http_readwrite) && flags.http_credentials === undefined
    ? ['--authenticate_http_readonly and --authenticate_http_readwrite need --http_credentials']
    : []),
  ...imageFlagProblems(flags),
]

const stringMap = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(text => typeof text === 'string'))
