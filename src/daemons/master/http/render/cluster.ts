import type { MachineID } from '../../../../mesos/messages/basics.ts'
import type { WeightInfo } from '../../../../mesos/messages/cluster.ts'
import type { ClusterStatus, Schedule } from '../../../../mesos/messages/maintenance.ts'
import type { QuotaInfo, QuotaStatus } from '../../../../mesos/messages/quota.ts'
import type { MasterState } from '../../state.ts'

/** PURE. What operators have set, as messages that /quota, /weights, /maintenance/* and their GET_ calls share. */
export const quotaStatus = ({ quotas }: MasterState): QuotaStatus => {
  const configs = [...quotas.values()]
  return { infos: configs.map(({ role, guarantees = {} }) => ({ role, guarantee: asResources(guarantees) })), configs }
}

const asResources = (values: Readonly<Record<string, { readonly value: number }>>): QuotaInfo['guarantee'] =>
  Object.entries(values).map(([name, { value }]) => ({ name, type: 'SCALAR', scalar: { value } }))

export const weightInfos = ({ weights }: MasterState): WeightInfo[] =>
  [...weights].map(([role, weight]) => ({ weight, role }))

export const schedule = ({ maintenance }: MasterState): Schedule => maintenance.schedule ?? {}

/** Machines in the schedule drain until they are down. What frameworks say to inverse offers is not in it. */
export const clusterStatus = ({ maintenance }: MasterState): ClusterStatus => {
  const machines = (maintenance.schedule?.windows ?? []).flatMap(({ machine_ids = [] }) => machine_ids)
  const isDown = (machine: MachineID) => maintenance.down.has(machineKey(machine))
  return {
    draining_machines: machines.filter(machine => !isDown(machine)).map(id => ({ id })),
    down_machines: machines.filter(isDown),
  }
}

/** `hostname/ip`, the host's name in lower case. */
export const machineKey = ({ hostname = '', ip = '' }: MachineID): string => `${hostname.toLowerCase()}/${ip}`
