import { join } from 'node:path'
import { MantlError } from '../../errors.ts'
import { matchHosts } from '../../inventory/match-hosts.ts'
import { hasErrors, type Problem, problemText } from '../../inventory/problem.ts'
import { resolveHost, variableOf } from '../../inventory/resolve.ts'
import { groupsOf } from '../../inventory/scope.ts'
import { type LoadOptions, loadInventory } from '../../inventory/sources/load.ts'
import { validate } from '../../inventory/validate.ts'
import { withoutHosts } from '../../inventory/without-hosts.ts'
import { parseAttributes } from '../../mesos/attributes.ts'
import { parseResources } from '../../mesos/resources/parse.ts'
import type { Cluster, Role, RoleHost } from '../../roles/role.ts'
import { ownRolesFolder, rolesBeside } from './own-roles.ts'

export interface PrepareOptions extends LoadOptions {
  readonly inventory: string
  /** Ansible's host pattern; absent: all. */
  readonly limit?: string
  /** Hosts to be left out as if the inventory did not name them. */
  readonly without?: readonly string[]
}

export interface Prepared {
  /** All hosts of the inventory: their variables matter to the others. */
  readonly cluster: Cluster
  /** Those that this run may touch. */
  readonly selected: readonly RoleHost[]
  readonly warnings: readonly Problem[]
  /** Ours and the operator's own, in the order in which they are carried out. */
  readonly roles: readonly Role[]
  /** The operator's own templates. */
  readonly templates?: string
}

/** Reads and checks an inventory, before the first connection. Throws `inventory.invalid` with all its problems at once. */
export const prepare = async ({
  inventory: path,
  limit,
  without = [],
  ...options
}: PrepareOptions): Promise<Prepared> => {
  const inventory = withoutHosts(await loadInventory(path, options), without)
  const problems = validate(inventory, { parseResources, parseAttributes })
  if (hasErrors(problems)) throw invalid(path, problems)
  const hosts = [...inventory.hosts.keys()].map((name): RoleHost => {
    const vars = resolveHost(inventory, name)
    const variable = (wanted: string) => variableOf(inventory, name, wanted)
    return { name, groups: groupsOf(inventory, name), vars, address: vars.mantl_address, variable }
  })
  const wanted = limit === undefined ? undefined : new Set(matchHosts(inventory, limit))
  const selected = hosts.filter(({ name }) => wanted === undefined || wanted.has(name))
  if (selected.length === 0)
    throw new MantlError('usage.limit', `--limit ${limit} matches none of the ${hosts.length} hosts`)
  const own = await ownRolesFolder(path)
  const roles = await rolesBeside(path)
  return {
    cluster: { hosts },
    selected,
    warnings: problems,
    roles,
    ...(own === undefined ? {} : { templates: join(own, 'templates') }),
  }
}

/** What went wrong is in `problems` too, for those who want it as data. */
export class InventoryError extends MantlError {
  readonly problems: readonly Problem[]
  readonly details: { readonly problems: readonly Problem[] }

  constructor(path: string, problems: readonly Problem[]) {
    const count = problems.filter(({ severity }) => severity === 'error').length
    super(
      'inventory.invalid',
      `${path} has ${count} ${count === 1 ? 'error' : 'errors'}\n${problems.map(problemText).join('\n')}`,
    )
    this.problems = problems
    this.details = { problems }
  }
}

const invalid = (path: string, problems: readonly Problem[]) => new InventoryError(path, problems)
