import type { Check, Examined, Finding } from './check.ts'
import { clocks } from './checks/clocks.ts'
import { disks } from './checks/disks.ts'
import { ensemble } from './checks/ensemble.ts'
import { kernel } from './checks/kernel.ts'
import { leadership } from './checks/leadership.ts'
import { names } from './checks/names.ts'
import { ports } from './checks/ports.ts'
import { isNew, provisioned } from './checks/provisioned.ts'
import { secrets } from './checks/secrets.ts'
import { system } from './checks/system.ts'
import { units } from './checks/units.ts'

/** Every check there is; causes stand before what they cause. */
export const checks: readonly Check[] = [
  disks,
  clocks,
  names,
  ports,
  system,
  kernel,
  provisioned,
  units,
  ensemble,
  secrets,
  leadership,
]

/** What all of them find. Those that judge what runs pass over hosts that are new, as if the inventory did not name them yet. */
export const findingsIn = (hosts: readonly Examined[]): readonly Finding[] => {
  const fresh = new Set(hosts.filter(isNew).map(({ host }) => host.name))
  const settled = hosts
    .filter(({ host }) => !fresh.has(host.name))
    .map(host => ({ ...host, cluster: { hosts: host.cluster.hosts.filter(({ name }) => !fresh.has(name)) } }))
  return checks.flatMap(check =>
    check.find(check.ofDaemons ? settled : hosts).map(finding => ({ ...finding, check: check.name })),
  )
}
