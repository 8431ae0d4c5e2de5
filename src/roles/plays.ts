import type { Cluster, Role, RoleHost } from './role.ts'

/** Names of the roles that a host plays. */
export const playsOf = (host: RoleHost, cluster: Cluster, roles: readonly Role[]): readonly string[] =>
  roles.filter(role => role.plays(host, cluster)).map(({ name }) => name)
