import type { Resource } from '../../../../mesos/messages/resource.ts'
import type { Agent, MasterState } from '../../state.ts'
import { offered, usedByAgent } from './usage.ts'

/** PURE. A text that differs whenever what is in use or offered of the agent does: much cheaper than the sums that are shown. */
export const heldPrint = (state: MasterState, agent: Agent): string =>
  `${printOf(usedByAgent(agent))} ${printOf(offered(state, agent.offers))}`

const printOf = (lists: Iterable<readonly Resource[]>): string => {
  let [cpus, mem, others] = [0, 0, '']
  for (const resources of lists) {
    for (const resource of resources) {
      const { name, scalar, shared, revocable } = resource
      const plain = scalar !== undefined && shared === undefined && revocable === undefined
      if (plain && name === 'cpus') cpus += Math.round(scalar.value * 1000)
      else if (plain && name === 'mem') mem += Math.round(scalar.value * 1000)
      else others += JSON.stringify(resource)
    }
  }
  return `${cpus}/${mem}/${others}`
}
