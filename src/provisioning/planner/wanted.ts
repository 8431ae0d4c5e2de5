import type { Operation } from '../model/operation.ts'

type ByRole = readonly (readonly [role: string, operations: readonly Operation[]])[]

/** The operations of one host's roles, without those that give way to others of them. */
export const wantedOf = (roles: ByRole): ByRole => {
  const names = new Set(roles.flatMap(([, operations]) => operations.map(({ name }) => name)))
  const isWanted = ({ unless = [] }: Operation) => !unless.some(name => names.has(name))
  return roles.map(([role, operations]) => [role, operations.filter(isWanted)])
}
