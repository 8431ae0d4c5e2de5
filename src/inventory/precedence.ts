import type { Group, Host, Inventory } from './model.ts'
import type { Variables } from './value.ts'

/** All groups of a host, `all` first: by depth, then ansible_group_priority, then name. Later ones win. */
export const groupChain = (inventory: Inventory, host: string): Group[] => {
  const found = new Map<string, Group>()
  const visit = (name: string): void => {
    const group = inventory.groups.get(name)
    if (!group || found.has(name)) return
    found.set(name, group)
    group.parents.forEach(visit)
  }
  inventory.hosts.get(host)?.directGroups.forEach(visit)
  visit('all')
  return [...found.values()].sort((a, b) => a.depth - b.depth || a.priority - b.priority || (a.name < b.name ? -1 : 1))
}

/** All hosts in a group and the groups inside it, in the order of the files, outer groups first. Empty for no such group. */
export const hostsOf = (inventory: Inventory, group: string): string[] => {
  const hosts = new Set<string>()
  const seen = new Set<string>()
  for (let level = [group]; level.length > 0; ) {
    const fresh = [...new Set(level)].filter(name => inventory.groups.has(name) && !seen.has(name))
    for (const name of fresh) {
      seen.add(name)
      for (const host of inventory.groups.get(name)!.hosts) hosts.add(host)
    }
    level = fresh.flatMap(name => inventory.groups.get(name)!.children)
  }
  return [...hosts]
}

/**
 * Ansible's order, weakest first: what inventory files say of `all` and of groups, group_vars/all, group_vars/*,
 * what inventory files say of the host, host_vars/*, extra variables.
 */
export const layersOf = (inventory: Inventory, host: Host): Variables[] => {
  const groups = groupChain(inventory, host.name)
  return [
    ...groups.flatMap(({ layers }) => layers.inventory),
    ...groups.flatMap(({ layers }) => layers.files),
    ...host.layers.inventory,
    ...host.layers.files,
    ...inventory.extra,
  ]
}
