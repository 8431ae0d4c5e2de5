import { Args } from '@oclif/core'
import { MantlError } from '../errors.ts'
import type { LeaderOptions } from '../mesos/clients/leader.ts'
import type { MachineID } from '../mesos/messages/basics.ts'
import { type ClusterAgent, listAgents } from './cluster-agents.ts'
import { findMachine } from './find-machine.ts'
import { readSchedule } from './maintenance.ts'
import { sameMachine } from './schedule.ts'

export const machinesArg = {
  machine: Args.string({
    required: true,
    description:
      'host name or IP of a machine, or an agent on it; HOST/IP for one without an agent; several with spaces between',
  }),
}

export interface MeantMachine {
  readonly machine: MachineID
  /** The agents that are there. */
  readonly agents: readonly ClusterAgent[]
}

/** Each once. */
export const theMachines = async (
  options: LeaderOptions,
  wanted: readonly string[],
): Promise<readonly MeantMachine[]> => {
  const [agents, schedule] = await Promise.all([listAgents(options), readSchedule(options)])
  const scheduled = (schedule.windows ?? []).flatMap(({ machine_ids = [] }) => machine_ids)
  const machines: MachineID[] = []
  for (const name of wanted) {
    if (name.startsWith('-')) throw new MantlError('usage.unknown_flag', `there is no flag ${name}`)
    const machine = findMachine(name, agents, scheduled)
    if (!machines.some(other => sameMachine(other, machine))) machines.push(machine)
  }
  return machines.map(machine => ({
    machine,
    agents: agents.filter(({ hostname, address }) =>
      sameMachine({ hostname, ip: address.replace(/:\d+$/, '') }, machine),
    ),
  }))
}
