import type { CheckInfo, CommandInfo, HealthCheck } from '../../../mesos/messages/command.ts'
import type { TaskInfo } from '../../../mesos/messages/task.ts'
import type { LoopbackHost, Probe } from './probe.ts'

/** A check as we carry it out. Times in ms. */
export interface CheckDefinition {
  readonly which: 'health' | 'check'
  readonly probe: Probe
  readonly delay: number
  readonly interval: number
  readonly timeout: number
  /** Of health checks: failures count only after it, or after the first success. */
  readonly grace: number
  /** Of health checks: as many failures one after the other end the task. */
  readonly failures: number
}

/** Longer is never waited: timers are bounded to 2^31 ms. */
const longest = 2_000_000_000
/** More often than this nobody is probed. */
const shortestInterval = 100

/** Defaults: containerizer.md 13. */
const defaults = { delay_seconds: 15, interval_seconds: 10, timeout_seconds: 20, grace_period_seconds: 10 }
const defaultFailures = 3

/** The health check first. Text: what is wrong with one of them. */
export const checkDefinitions = ({ health_check, check }: TaskInfo): readonly CheckDefinition[] | string => {
  const health = health_check && healthDefinition(health_check)
  if (typeof health === 'string') return `health check: ${health}`
  const general = check && generalDefinition(check)
  if (typeof general === 'string') return `check: ${general}`
  return [...(health ? [health] : []), ...(general ? [general] : [])]
}

const healthDefinition = (check: HealthCheck): CheckDefinition | string => {
  const { http, tcp, command } = check
  const type = check.type ?? (http && !command ? 'HTTP' : command && !http ? 'COMMAND' : undefined)
  const scheme = http?.scheme ?? 'http'
  if (scheme !== 'http' && scheme !== 'https') return `the scheme '${scheme}' is neither http nor https`
  const probe = probeOf(type, {
    command,
    http: http && { scheme, port: http.port, path: http.path, host: loopback(http.protocol) },
    tcp: tcp && { port: tcp.port, host: loopback(tcp.protocol) },
  })
  if (typeof probe === 'string') return probe
  return withTimes(check, { which: 'health', probe, failures: check.consecutive_failures ?? defaultFailures })
}

const generalDefinition = (check: CheckInfo): CheckDefinition | string => {
  const { http, tcp, command } = check
  const probe = probeOf(check.type, {
    command: command?.command,
    http: http && { scheme: 'http', port: http.port, path: http.path, host: '127.0.0.1' },
    tcp: tcp && { port: tcp.port, host: '127.0.0.1' },
  })
  return typeof probe === 'string' ? probe : withTimes(check, { which: 'check', probe, failures: 0 })
}

const loopback = (protocol: 'IPv4' | 'IPv6' | undefined): LoopbackHost => (protocol === 'IPv6' ? '::1' : '127.0.0.1')

interface Given {
  readonly command?: CommandInfo
  readonly http?: { scheme: 'http' | 'https'; port: number; path?: string; host: LoopbackHost }
  readonly tcp?: { port: number; host: LoopbackHost }
}

const probeOf = (type: HealthCheck['type'], { command, http, tcp }: Given): Probe | string => {
  if (type === 'COMMAND') {
    if (command?.value === undefined) return 'of type COMMAND, and has no command with a value'
    return { kind: 'command', command }
  }
  if (type === 'HTTP') {
    if (http === undefined) return 'of type HTTP, and has no http'
    const path = http.path === undefined || http.path === '' ? '/' : http.path
    if (!path.startsWith('/')) return `its path '${path}' does not begin with /`
    return portProblem(http.port) ?? { ...http, kind: 'http', path }
  }
  if (type === 'TCP')
    return tcp === undefined ? 'of type TCP, and has no tcp' : (portProblem(tcp.port) ?? { ...tcp, kind: 'tcp' })
  return 'it has no type'
}

const portProblem = (port: number): string | undefined =>
  Number.isInteger(port) && port > 0 && port <= 65_535 ? undefined : `${port} is no port`

type Times = Partial<Record<keyof typeof defaults, number>>

const withTimes = (
  times: Times,
  rest: Pick<CheckDefinition, 'which' | 'probe' | 'failures'>,
): CheckDefinition | string => {
  const names = Object.keys(defaults) as (keyof typeof defaults)[]
  const negative = names.find(name => !((times[name] ?? 0) >= 0))
  if (negative !== undefined) return `its ${negative} is negative`
  const millis = (name: keyof typeof defaults) => Math.min((times[name] ?? defaults[name]) * 1_000, longest)
  const timeout = millis('timeout_seconds')
  return {
    ...rest,
    delay: millis('delay_seconds'),
    interval: Math.max(millis('interval_seconds'), shortestInterval),
    timeout: timeout === 0 ? longest : timeout,
    grace: millis('grace_period_seconds'),
  }
}
