import { MantlError } from '../errors.ts'
import { didYouMean } from '../inventory/did-you-mean.ts'
import type { MachineID } from '../mesos/messages/basics.ts'
import type { ClusterAgent } from './cluster-agents.ts'
import { findAgent } from './find-agent.ts'
import { sameMachine } from './schedule.ts'

/**
 * PURE. `HOST/IP` is taken as it is; else a machine of the schedule by host name or IP, else the one of the agent that is meant. Throws
 * `maintenance.unknown_machine`, and what finding an agent throws.
 */
export const findMachine = (
  wanted: string,
  agents: readonly ClusterAgent[],
  scheduled: readonly MachineID[],
): MachineID => {
  const [, hostname, ip] = /^([^/\s]+)\/(\d{1,3}(?:\.\d{1,3}){3})$/.exec(wanted) ?? []
  if (hostname !== undefined && ip !== undefined) return { hostname, ip }
  const known = uniqueMachines(
    scheduled.filter(id => id.hostname?.toLowerCase() === wanted.toLowerCase() || id.ip === wanted),
  )
  if (known.length === 1) return known[0]!
  try {
    return machineOf(findAgent(agents, wanted))
  } catch (error) {
    if (!(error instanceof MantlError) || error.code !== 'agent.unknown') throw error
    const names = [...agents.map(agent => agent.hostname), ...scheduled.map(id => id.hostname ?? '')]
    throw new MantlError(
      'maintenance.unknown_machine',
      `there is no machine ${wanted}: no agent is there, nor is it scheduled`,
      {
        hint: didYouMean(wanted, names) ?? 'a machine without an agent is named HOST/IP, as its agent would say it',
      },
    )
  }
}

const uniqueMachines = (machines: readonly MachineID[]): MachineID[] =>
  machines.filter((machine, index) => machines.findIndex(other => sameMachine(other, machine)) === index)

/** As its agent presents itself: only so does maintenance find it. */
const machineOf = ({ hostname, address, id }: ClusterAgent): MachineID => {
  if (address !== '') return { hostname, ip: address.replace(/:\d+$/, '') }
  throw new MantlError(
    'maintenance.unknown_machine',
    `the agent ${id} is away, and its machine's address is not known`,
    {
      hint: 'name the machine HOST/IP',
    },
  )
}
