import type { WeightInfo } from '../../../../mesos/messages/cluster.ts'
import type { ClusterStatus, InverseOfferStatus, Schedule } from '../../../../mesos/messages/maintenance.ts'
import type { QuotaInfo, QuotaStatus } from '../../../../mesos/messages/quota.ts'
import { machineKeyOf } from '../../maintenance/machine-key.ts'
import type { MasterState } from '../../state.ts'

/** PURE. What operators have set, as messages that /quota, /weights, /maintenance/* and their GET_ calls share. */
export const quotaStatus = ({ quotas }: MasterState, shown: (role: string) => boolean = () => true): QuotaStatus => {
  const configs = [...quotas.values()].filter(({ role }) => shown(role))
  return { infos: configs.map(({ role, guarantees = {} }) => ({ role, guarantee: asResources(guarantees) })), configs }
}

const asResources = (values: Readonly<Record<string, { readonly value: number }>>): QuotaInfo['guarantee'] =>
  Object.entries(values).map(([name, { value }]) => ({ name, type: 'SCALAR', scalar: { value } }))

export const weightInfos = ({ weights }: MasterState): WeightInfo[] =>
  [...weights].map(([role, weight]) => ({ weight, role }))

export const schedule = ({ maintenance }: MasterState): Schedule => maintenance.inForce.schedule

/** Machines of the schedule that drain, with what frameworks said to their inverse offers, and those that are down. */
export const clusterStatus = (state: MasterState): ClusterStatus => {
  const machines = [...state.maintenance.inForce.machines]
  const answers = answersByMachine(state)
  return {
    draining_machines: machines
      .filter(([, { mode }]) => mode === 'DRAINING')
      .map(([key, { id }]) => ({ id, statuses: answers.get(key) ?? [] })),
    down_machines: machines.filter(([, { mode }]) => mode === 'DOWN').map(([, { id }]) => id),
  }
}

const answersByMachine = ({ maintenance, agents }: MasterState): Map<string, InverseOfferStatus[]> => {
  const byMachine = new Map<string, InverseOfferStatus[]>()
  for (const agentId of maintenance.agents) {
    const agent = agents.registered.get(agentId)
    if (agent?.maintenance === undefined) continue
    const key = machineKeyOf(agent.info.hostname, agent.pid)
    byMachine.set(key, [...(byMachine.get(key) ?? []), ...agent.maintenance.answers.values()])
  }
  return byMachine
}
