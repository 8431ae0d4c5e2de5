import type { HostVariables } from '../inventory/host-variables.ts'
import type { Plain } from '../inventory/value.ts'
import type { Layout } from '../provisioning/layout.ts'
import type { Release } from '../provisioning/model/change.ts'
import type { Operation } from '../provisioning/model/operation.ts'
import type { Surroundings } from '../provisioning/model/surroundings.ts'

/** What a host that plays the role must have. */
export interface Role {
  readonly name: string
  readonly meaning: string
  /** Which variables it reads. */
  readonly area: 'mesos' | 'zookeeper' | 'mantl' | 'host' | 'own'
  /** Roles whose wave must be over, on all hosts, before this one's begins. */
  readonly after: readonly string[]
  /** A role before it for whose daemons its own wait by themselves: where nothing of either runs yet, both start side by side. */
  readonly waitsFor?: string
  /** At most so many hosts at once when something that runs is to be restarted. */
  readonly serial?: number
  /** Roles of others: while a host that plays one cannot be reached, none of this one's is interrupted. */
  readonly needsUp?: readonly string[]
  plays(host: RoleHost, cluster: Cluster): boolean
  operations(context: RoleContext): readonly Operation[]
}

/** A host as the inventory describes it. */
export interface RoleHost {
  readonly name: string
  readonly groups: readonly string[]
  readonly vars: HostVariables
  /** Where other hosts reach it: ansible_host, else its name. */
  readonly address: string
  /** Any variable that the inventory gives it, its templates done; for an operator's own roles. Throws MantlError inventory.invalid. */
  readonly variable?: (name: string) => Plain | undefined
}

/** All hosts of the inventory, also those that `--limit` leaves out: their variables matter to the others. */
export interface Cluster {
  readonly hosts: readonly RoleHost[]
}

export interface RoleContext {
  readonly host: RoleHost
  readonly cluster: Cluster
  readonly surroundings: Surroundings
  readonly layout: Layout
  /** For the host's architecture. */
  readonly release: Release
  /** Renders templates/<name>.hbs; a name that the values lack is an error. */
  readonly template: (name: string, values: Readonly<Record<string, unknown>>) => string
}
