import type { CommandInfo } from '../../../mesos/messages/command.ts'
import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import type { TaskInfo } from '../../../mesos/messages/task.ts'
import { formatDuration } from '../../../runtime/duration.ts'
import type { Run } from '../effects.ts'
import { resourceRole } from '../resources/totals.ts'
import { type FollowerState, findExecutor, type HeldContainer } from '../state.ts'
import { containerAddress } from '../status-updates/network-infos.ts'

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** What an executor, or a command task, finds in its environment, and nothing else (containerizer.md 10). */
export const executorEnvironment = (
  { settings, info, pid }: FollowerState,
  framework: FrameworkInfo,
  run: Run,
  directory: string,
  extra: { readonly allocationRole?: string; readonly shutdownGrace?: number },
): Record<string, string> => ({
  ...(settings.executorEnvironment ?? {}),
  PATH: settings.executorEnvironment?.PATH ?? defaultPath,
  LIBPROCESS_IP: settings.executorEnvironment?.LIBPROCESS_IP ?? settings.ip,
  LIBPROCESS_PORT: '0',
  MESOS_FRAMEWORK_ID: run.frameworkId,
  MESOS_EXECUTOR_ID: run.executorId,
  MESOS_DIRECTORY: directory,
  MESOS_SANDBOX: directory,
  MESOS_SLAVE_ID: info.id?.value ?? '',
  MESOS_SLAVE_PID: pid,
  MESOS_AGENT_ENDPOINT: `${settings.ip}:${settings.port}`,
  MESOS_CHECKPOINT: framework.checkpoint === true ? '1' : '0',
  MESOS_HTTP_COMMAND_EXECUTOR: '0',
  ...(settings.domainSocket === undefined ? {} : { MESOS_DOMAIN_SOCKET: settings.domainSocket }),
  MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD: formatDuration(extra.shutdownGrace ?? settings.executorShutdownGrace),
  ...(framework.checkpoint === true
    ? {
        MESOS_RECOVERY_TIMEOUT: formatDuration(settings.recoveryTimeout),
        MESOS_SUBSCRIPTION_BACKOFF_MAX: formatDuration(settings.executorReregistrationTimeout),
      }
    : {}),
  ...(extra.allocationRole === undefined ? {} : { MESOS_ALLOCATION_ROLE: extra.allocationRole }),
})

/** What a task of a pod finds in its environment beside its own variables: less than an executor, for it is none. */
export const podTaskEnvironment = (
  state: FollowerState,
  { directory, task: place }: HeldContainer,
  task: TaskInfo,
): Record<string, string> => {
  const role = resourceRole(task.resources ?? [])
  const pod = place && findExecutor(state, place.frameworkId, place.executorId)
  return {
    PATH: defaultPath,
    // By it processes that left their session are known as the task's.
    MESOS_DIRECTORY: directory,
    MESOS_SANDBOX: directory,
    MESOS_CONTAINER_IP: containerAddress(state, pod?.networkInfos),
    ...(role === undefined ? {} : { MESOS_ALLOCATION_ROLE: role }),
  }
}

/** The command's own variables win. Secrets come by value only. Text: which variable can't be had. */
export const withCommandEnvironment = (
  base: Readonly<Record<string, string>>,
  command: CommandInfo,
): Record<string, string> | string => {
  const merged: Record<string, string> = { ...base }
  for (const { name, type, value, secret } of command.environment?.variables ?? []) {
    if (name === '' || /[=\0]/.test(name)) return `'${name}' is no name of an environment variable`
    const text = type === 'SECRET' ? secretText(secret?.value?.data) : value
    if (text === undefined) return `the environment variable ${name} has no value, or a secret that can't be resolved`
    if (text.includes('\0')) return `the environment variable ${name} holds a NUL character`
    merged[name] = text
  }
  return merged
}

/** Base64 in, text out: atob is pure, and bytes are what an environment holds. */
const secretText = (data: string | undefined): string | undefined =>
  data === undefined ? undefined : new TextDecoder().decode(Uint8Array.fromBase64(data))
