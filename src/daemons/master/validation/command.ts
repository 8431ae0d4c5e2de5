import type { Secret } from '../../../mesos/messages/basics.ts'
import type { CommandInfo, EnvironmentVariable, HealthCheck } from '../../../mesos/messages/command.ts'
import type { ContainerInfo } from '../../../mesos/messages/container.ts'
import { each, firstProblem, type Rule } from './rule.ts'

export const validateCommand = (command: CommandInfo): string | undefined =>
  each(command.environment?.variables, validateVariable)

export const validateVariable = (variable: EnvironmentVariable): string | undefined => {
  const problem = firstProblem(variableRules, variable)
  return problem && `environment variable '${variable.name}' ${problem}`
}

export const validateHealthCheck = (check: HealthCheck): string | undefined => {
  const problem = firstProblem(healthRules, { ...check, type: healthType(check) })
  return problem && `health check ${problem}`
}

/** Absent, it is inferred from what is there: facts/master.md 7.1. */
export const healthType = ({ type, http, command }: HealthCheck): HealthCheck['type'] =>
  type ?? (command ? 'COMMAND' : http ? 'HTTP' : undefined)

export const validateContainer = (container: ContainerInfo): string | undefined =>
  firstProblem(containerRules, container)

const variableRules: readonly Rule<EnvironmentVariable>[] = [
  ({ type }) => (type === 'UNKNOWN' ? 'is of unknown type' : undefined),
  ({ type = 'VALUE', value }) => (type === 'VALUE' && value === undefined ? 'has no value' : undefined),
  ({ type = 'VALUE', secret }) => (type === 'VALUE' && secret ? 'has a secret, yet is of type VALUE' : undefined),
  ({ type, secret }) => (type === 'SECRET' && !secret ? 'has no secret' : undefined),
  ({ type, value }) => (type === 'SECRET' && value !== undefined ? 'has a value, yet is of type SECRET' : undefined),
  ({ secret }) => secret && secretProblem(secret),
]

const secretProblem = ({ type, reference, value }: Secret): string | undefined => {
  if (type === 'REFERENCE')
    return reference && !value ? undefined : 'must have a reference as its secret, and only that'
  if (type !== 'VALUE') return 'has a secret of unknown type'
  if (!value || reference) return 'must have a value as its secret, and only that'
  return Buffer.from(value.data, 'base64').includes(0) ? 'has a secret with a NUL byte' : undefined
}

const healthRules: readonly Rule<HealthCheck>[] = [
  ({ type }) => (type === undefined || type === 'UNKNOWN' ? 'has no type' : undefined),
  ({ type, command }) => (type === 'COMMAND' && !command ? 'of type COMMAND has no command' : undefined),
  ({ type, command }) =>
    type === 'COMMAND' && command && !hasProgram(command) ? 'has a command without a value' : undefined,
  ({ command }) => command && validateCommand(command),
  ({ type, http }) => (type === 'HTTP' && !http ? 'of type HTTP has no http' : undefined),
  ({ type, tcp }) => (type === 'TCP' && !tcp ? 'of type TCP has no tcp' : undefined),
  ({ http }) =>
    http?.scheme !== undefined && http.scheme !== 'http' && http.scheme !== 'https'
      ? `cannot use the scheme '${http.scheme}'`
      : undefined,
  ({ http }) =>
    http?.path !== undefined && !http.path.startsWith('/') ? `path '${http.path}' lacks its leading /` : undefined,
  check => {
    const times = ['delay_seconds', 'interval_seconds', 'timeout_seconds', 'grace_period_seconds'] as const
    const bad = times.find(name => !((check[name] ?? 0) >= 0))
    return bad && `has a negative ${bad}`
  },
]

const hasProgram = ({ value, shell = true, arguments: args = [] }: CommandInfo): boolean =>
  value !== undefined || (!shell && args.length > 0)

const containerRules: readonly Rule<ContainerInfo>[] = [
  ({ type, docker }) => (type === 'DOCKER' && !docker ? 'a container of type DOCKER must say its image' : undefined),
  ({ docker }) =>
    docker?.parameters?.some(({ key }) => key === 'name') ? "the docker parameter 'name' is not allowed" : undefined,
]
