import { MantlError } from '../errors.ts'
import { didYouMean } from '../inventory/did-you-mean.ts'

/** PURE. A role that has what is to be taken away. Throws `role.unknown`. */
export const oneOf = (roles: readonly string[], wanted: string, what: string): string => {
  if (roles.includes(wanted)) return wanted
  throw new MantlError('role.unknown', `role ${wanted} has no ${what}`, {
    hint: didYouMean(wanted, roles) ?? (roles.length > 0 ? `roles that have: ${roles.join(', ')}` : 'no role has any'),
  })
}

/** PURE. A role that nobody is in may be set up in advance, or be mistyped. */
export const doubt = (roles: readonly string[], wanted: string): string | undefined => {
  if (roles.includes(wanted)) return undefined
  const meant = didYouMean(wanted, roles)
  return `no framework is in role ${wanted} yet${meant ? `; ${meant}` : ''}`
}
