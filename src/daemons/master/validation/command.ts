import type { Secret } from '../../../mesos/messages/basics.ts'
import type { CommandInfo, EnvironmentVariable } from '../../../mesos/messages/command.ts'
import { each, firstProblem, type Rule } from './rule.ts'

export const validateCommand = (command: CommandInfo): string | undefined =>
  each(command.environment?.variables, validateVariable)

export const validateVariable = (variable: EnvironmentVariable): string | undefined => {
  const problem = firstProblem(variableRules, variable)
  return problem && `environment variable '${variable.name}' ${problem}`
}

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
