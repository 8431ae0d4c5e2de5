import { MantlError } from '../../errors.ts'
import type { Role } from '../../roles/role.ts'

/** Roles so that each comes after those named in its `after`; otherwise in the catalog's order. Throws `roles.cycle`. */
export const roleOrder = (roles: readonly Role[]): readonly Role[] => {
  const ordered: Role[] = []
  const visit = (role: Role, path: readonly string[]): void => {
    if (ordered.includes(role)) return
    if (path.includes(role.name))
      throw new MantlError('roles.cycle', `roles wait for each other: ${[...path, role.name].join(' → ')}`)
    for (const earlier of roles.filter(({ name }) => role.after.includes(name))) visit(earlier, [...path, role.name])
    ordered.push(role)
  }
  for (const role of roles) visit(role, [])
  return ordered
}
