import { catalog } from './catalog.ts'
import type { Cluster, RoleHost } from './role.ts'

/** Names of the roles that a host plays. */
export const playsOf = (host: RoleHost, cluster: Cluster): readonly string[] =>
  catalog.filter(role => role.plays(host, cluster)).map(({ name }) => name)
