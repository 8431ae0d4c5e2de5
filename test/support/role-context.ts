import { readFiles } from '../../src/inventory/read-files.ts'
import { resolveHost } from '../../src/inventory/resolve.ts'
import { groupsOf } from '../../src/inventory/scope.ts'
import { layoutOf } from '../../src/provisioning/layout.ts'
import type { Release } from '../../src/provisioning/model/change.ts'
import type { Surroundings } from '../../src/provisioning/model/surroundings.ts'
import { loadTemplates } from '../../src/provisioning/templates.ts'
import type { Cluster, RoleContext } from '../../src/roles/role.ts'

export const root: Surroundings = {
  uid: 0,
  user: 'root',
  group: 'root',
  home: '/root',
  architecture: 'x86_64',
  os: 'debian',
  osVersion: '12',
  unitManager: 'systemd',
  xdg: {},
}

export const ordinary: Surroundings = {
  ...root,
  uid: 1000,
  user: 'ann',
  group: 'ann',
  home: '/home/ann',
  unitManager: 'supervisor',
}

export const release: Release = {
  digest: 'd'.repeat(64),
  version: '0.1.0',
  files: [
    { path: 'bin/mesos-master', mode: 0o755, sha256: 'a'.repeat(64), size: 10 },
    { path: 'bin/mesos-slave', mode: 0o755, sha256: 'b'.repeat(64), size: 10 },
    { path: 'lib/node', mode: 0o755, sha256: 'c'.repeat(64), size: 1_000_000 },
  ],
}

/** A cluster from an inventory's text, without files. */
export const clusterFrom = (yaml: string): Cluster => {
  const inventory = readFiles({
    file: 'hosts.yml',
    files: [{ role: 'inventory', file: 'hosts.yml', text: yaml }],
    extra: [],
    open: () => {
      throw new Error('no vault here')
    },
  })
  return {
    hosts: [...inventory.hosts.keys()].map(name => {
      const vars = resolveHost(inventory, name)
      return { name, groups: groupsOf(inventory, name), vars, address: vars.mantl_address }
    }),
  }
}

export const contextFor = (cluster: Cluster, host: string, surroundings: Surroundings = root): RoleContext => ({
  host: cluster.hosts.find(({ name }) => name === host)!,
  cluster,
  surroundings,
  layout: layoutOf(surroundings),
  release,
  template: loadTemplates(),
})
