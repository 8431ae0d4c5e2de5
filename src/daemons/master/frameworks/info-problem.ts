import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import { validateRole } from '../../../mesos/roles.ts'
import { capabilitiesOf, rolesOf } from './new.ts'

/** What is wrong with a FrameworkInfo in itself, in the words that Mesos has for it (facts/api-v1.md 5.1 and 10). */
export const infoProblem = (info: FrameworkInfo, suppressedRoles: readonly string[]): string | undefined =>
  idProblem(info.id?.value) ?? rolesProblem(info) ?? timeoutProblem(info) ?? suppressedProblem(info, suppressedRoles)

const idProblem = (id: string | undefined): string | undefined => {
  if (id === undefined || id === '') return undefined
  if (id.length > 255) return `'${id}' is longer than 255 characters`
  if (id === '.' || id === '..') return `'${id}' is not allowed`
  return /[\x00-\x1f\x7f/\\]/.test(id) ? `'${id}' contains invalid characters` : undefined
}

const rolesProblem = (info: FrameworkInfo): string | undefined => {
  const multi = capabilitiesOf(info).has('MULTI_ROLE')
  if (multi && info.role !== undefined) {
    return "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable"
  }
  if (!multi && info.roles?.length) {
    return "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable"
  }
  const roles = info.roles ?? []
  if (new Set(roles).size < roles.length) return `'FrameworkInfo.roles' contains duplicate items: ${roles.join(', ')}`
  for (const role of rolesOf(info)) {
    const problem = validateRole(role)
    if (problem)
      return `${multi ? "'FrameworkInfo.roles' contains invalid role" : "'FrameworkInfo.role' is not a valid role"}: ${problem}`
  }
  return undefined
}

const LONGEST_SECONDS = 2 ** 63 / 1e9 // in nanoseconds it has to fit 64 bits

const timeoutProblem = ({ failover_timeout = 0 }: FrameworkInfo): string | undefined =>
  failover_timeout >= 0 && failover_timeout < LONGEST_SECONDS
    ? undefined
    : "The framework's 'failover_timeout' is not a valid duration"

const suppressedProblem = (info: FrameworkInfo, suppressed: readonly string[]): string | undefined => {
  const roles = new Set(rolesOf(info))
  const outside = suppressed.find(role => !roles.has(role))
  return outside === undefined ? undefined : `Suppressed role '${outside}' is not contained in the list of roles`
}
