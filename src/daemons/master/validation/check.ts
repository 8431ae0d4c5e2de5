import type { CheckInfo, CommandInfo, HealthCheck } from '../../../mesos/messages/command.ts'
import { validateCommand } from './command.ts'
import { firstProblem, type Rule } from './rule.ts'

export const validateHealthCheck = (check: HealthCheck): string | undefined => {
  const problem = firstProblem(healthRules, { ...check, type: healthType(check) })
  return problem && `health check ${problem}`
}

export const validateCheck = (check: CheckInfo): string | undefined => {
  const problem = firstProblem(checkRules, check)
  return problem && `check ${problem}`
}

/** Absent, it is inferred from what is there: facts/master.md 7.1. */
export const healthType = ({ type, http, command }: HealthCheck): HealthCheck['type'] => {
  if (type !== undefined || (http && command)) return type
  return command ? 'COMMAND' : http && 'HTTP'
}

type Times = Pick<HealthCheck, 'delay_seconds' | 'interval_seconds' | 'timeout_seconds' | 'grace_period_seconds'>

const timeProblem = (check: Times): string | undefined => {
  const names = ['delay_seconds', 'interval_seconds', 'timeout_seconds', 'grace_period_seconds'] as const
  const bad = names.find(name => !((check[name] ?? 0) >= 0))
  return bad && `has a negative ${bad}`
}

const commandProblem = (command: CommandInfo | undefined): string | undefined => {
  if (!command) return 'of type COMMAND has no command'
  return command.value === undefined ? 'has a command without a value' : validateCommand(command)
}

const pathProblem = (path: string | undefined): string | undefined =>
  path === undefined || path.startsWith('/') ? undefined : `path '${path}' lacks its leading /`

const healthRules: readonly Rule<HealthCheck>[] = [
  ({ type }) => (type === undefined || type === 'UNKNOWN' ? 'has no type' : undefined),
  ({ type, command }) => (type === 'COMMAND' ? commandProblem(command) : undefined),
  ({ type, http }) => (type === 'HTTP' && !http ? 'of type HTTP has no http' : undefined),
  ({ type, tcp }) => (type === 'TCP' && !tcp ? 'of type TCP has no tcp' : undefined),
  ({ http }) =>
    http?.scheme !== undefined && http.scheme !== 'http' && http.scheme !== 'https'
      ? `cannot use the scheme '${http.scheme}'`
      : undefined,
  ({ http }) => pathProblem(http?.path),
  timeProblem,
]

const checkRules: readonly Rule<CheckInfo>[] = [
  ({ type }) => (type === undefined || type === 'UNKNOWN' ? 'has no type' : undefined),
  ({ type, command }) => (type === 'COMMAND' ? commandProblem(command?.command) : undefined),
  ({ type, http }) => (type === 'HTTP' && !http ? 'of type HTTP has no http' : undefined),
  ({ type, tcp }) => (type === 'TCP' && !tcp ? 'of type TCP has no tcp' : undefined),
  ({ http }) => pathProblem(http?.path),
  timeProblem,
]
