import type { AgentNode } from '../agent/agent.ts'
import type { FrameworkNode } from '../framework/framework.ts'
import type { LeaderNode } from '../leader/leader.ts'
import type { Network } from '../network/network.ts'
import type { SimulatedNode } from '../node.ts'
import type { Timeline } from '../timeline.ts'
import type { Fault } from './plan.ts'

export interface Faulty {
  readonly timeline: Timeline
  readonly network: Network
  readonly leaders: readonly LeaderNode[]
  readonly agents: readonly AgentNode[]
  readonly frameworks: readonly FrameworkNode[]
}

/** Makes the fault happen now; what it returns ends it at once, if it has not ended by itself. */
export const applyFault = (world: Faulty, fault: Fault): (() => void) => {
  const nodes = fault.targets.flatMap(name => nodeOf(world, name) ?? [])
  const [node] = nodes
  switch (fault.kind) {
    case 'crash-leader':
    case 'crash-agent':
    case 'crash-framework':
      if (fault.effects === undefined) node?.crash()
      else node?.crashAmid(fault.effects)
      return nothing
    case 'reboot-agent':
      ;(node as AgentNode | undefined)?.reboot(false)
      return nothing
    case 'power-cut':
      ;(node as AgentNode | undefined)?.reboot(true)
      return nothing
    case 'pause-leader':
    case 'pause-agent':
      return pause(world, node, fault.ms)
    case 'partition':
      return partition(world, fault)
    case 'cut':
      for (const connection of world.network.connections(node?.name)) {
        const [a, b] = fault.notice
        connection.cut([a ?? undefined, b ?? undefined])
      }
      return nothing
    case 'slow':
      return lasting(world, fault.ms, () => {
        world.network.slow(node!.name, 3_000)
        return () => world.network.slow(node!.name, 0)
      })
    case 'skew':
      if (node) node.skew += fault.ms
      return nothing
  }
}

const nothing = () => {}

const nodeOf = ({ leaders, agents, frameworks }: Faulty, name: string): SimulatedNode | undefined => {
  const nodes = { L: leaders, A: agents, F: frameworks }[name[0]!] as readonly SimulatedNode[] | undefined
  return nodes?.[Number(name.slice(1))]
}

const pause = (world: Faulty, node: SimulatedNode | undefined, ms: number) =>
  lasting(world, ms, () => {
    const process = node?.process
    process?.pause()
    return () => process?.resume()
  })

const partition = (world: Faulty, { targets, others, both, ms }: Fault) =>
  lasting(world, ms, () => {
    const ends = [world.network.hosts.block(targets, others)]
    if (both) ends.push(world.network.hosts.block(others, targets))
    return () => {
      for (const end of ends) end()
    }
  })

const lasting = ({ timeline }: Faulty, ms: number, begin: () => () => void): (() => void) => {
  const end = begin()
  let over = false
  const once = () => {
    if (over) return
    over = true
    end()
  }
  timeline.after(ms, once)
  return once
}
