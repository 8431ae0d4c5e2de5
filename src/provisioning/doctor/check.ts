import type { Cluster, RoleHost } from '../../roles/role.ts'
import type { Layout } from '../layout.ts'
import type { FactRequest, Facts } from '../model/fact.ts'
import type { Surroundings } from '../model/surroundings.ts'

/** A fault that was found, named so that a person knows where to look and what to do. */
export interface Finding {
  readonly severity: 'error' | 'warning'
  readonly check: string
  /** Absent: of the whole cluster. */
  readonly host?: string
  readonly what: string
  readonly hint?: string
}

/** A TCP connection to be tried from one host to another. */
export interface Probe {
  readonly address: string
  readonly port: number
}

/** `silent`: nobody answered, as behind a firewall that drops. */
export type ProbeResult = 'open' | 'refused' | 'silent'

/** A host before it is asked. */
export interface Examinee {
  readonly host: RoleHost
  readonly cluster: Cluster
  readonly surroundings: Surroundings
  readonly layout: Layout
}

/** A host with its answers. */
export interface Examined extends Examinee {
  readonly facts: Facts
  readonly probe: (probe: Probe) => ProbeResult
  /** How far its clock is ahead of this machine's, and how sure that is, in seconds. */
  readonly clock: { readonly aheadBy: number; readonly give: number }
}

/** One kind of fault. PURE: says what it must know, then judges all hosts together. */
export interface Check {
  readonly name: string
  /** It judges what runs, and so hosts on which something does. */
  readonly ofDaemons?: true
  needs?(host: Examinee): readonly FactRequest[]
  probes?(host: Examinee): readonly Probe[]
  find(hosts: readonly Examined[]): readonly Omit<Finding, 'check'>[]
}
