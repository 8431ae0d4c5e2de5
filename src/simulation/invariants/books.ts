import { availableOn } from '../../daemons/master/allocator/allocator.ts'
import type { Agent, MasterState } from '../../daemons/master/state.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import { isTerminal } from '../../mesos/messages/terminal.ts'
import {
  add,
  checkpointed,
  contains,
  equal,
  nonShared,
  subtract,
  sum,
  unallocate,
} from '../../mesos/resources/index.ts'
import type { InvariantKind } from './invariant.ts'
import { touchedAgents } from './touched.ts'

/** What tasks and executors hold on the agent. */
export const usedOn = ({ tasks, executors }: Agent): Resource[] => {
  const lists: (readonly Resource[])[] = []
  for (const inner of tasks.values())
    for (const task of inner.values()) if (!isTerminal(task.state)) lists.push(task.resources ?? [])
  for (const inner of executors.values()) for (const { resources } of inner.values()) lists.push(resources ?? [])
  return unallocate(sum(lists))
}

export const offeredOn = ({ offers }: MasterState, agent: Agent): Resource[] =>
  unallocate(sum([...agent.offers].map(id => offers.get(id)?.resources ?? [])))

/**
 * Reservations that tasks were launched on, and that the agent came back without: neither they nor the tasks ever reached it, or it speaks
 * of before. It says so next.
 */
const notThere = (agent: Agent): Resource[] => subtract(checkpointed(usedOn(agent)), agent.checkpointed)

/**
 * An operation that launches counted on has failed: what was launched on its outcome is on its way to an agent that does not have it so, and
 * refuses it.
 */
const isExcused = (state: MasterState, agent: Agent): boolean => {
  const known: (readonly Resource[])[] = [offeredOn(state, agent)]
  for (const inner of agent.tasks.values()) {
    for (const task of inner.values()) {
      if (!isTerminal(task.state) && task.state !== 'TASK_STAGING') known.push(task.resources ?? [])
    }
  }
  return contains(agent.total, nonShared(unallocate(sum(known))))
}

/** Shared resources may be held by many at once; all others by one. */
export const books: InvariantKind = {
  name: 'allocated-once',
  says: "on each agent, what tasks and executors use and what is offered is within the total, and the allocator's books say the same",
  create: ({ leaders }, report) => {
    const check = (state: MasterState, agent: Agent) => {
      const held = add(subtract(usedOn(agent), notThere(agent)), offeredOn(state, agent))
      const single = nonShared(held)
      if (!contains(agent.total, single)) {
        if (isExcused(state, agent)) return
        return report(`agent ${agent.id} has ${text(agent.total)}, used and offered of it: ${text(held)}`, [agent.id])
      }
      const free = nonShared(subtract(agent.total, single))
      const available = nonShared(availableOn(state.allocator, agent.id))
      if (equal(free, available)) return
      report(`agent ${agent.id}: ${text(free)} is free, the allocator thinks ${text(available)}`, [agent.id])
    }
    return {
      leaderStepped: ({ state }, event, effects) => {
        if (state?.phase !== 'leading') return
        for (const agent of touchedAgents(state, event, effects)) check(state, agent)
      },
      sweep: () => {
        for (const { state } of leaders)
          for (const agent of state?.agents.registered.values() ?? []) check(state!, agent)
      },
    }
  },
}

export const text = (resources: readonly Resource[]): string =>
  resources.length === 0
    ? 'nothing'
    : resources
        .map(({ name, scalar, ranges, reservations, disk }) => {
          const amount = scalar?.value ?? ranges?.range?.map(({ begin, end }) => `${begin}-${end}`).join()
          const role = reservations?.at(-1)?.role
          return `${name}${role ? `(${role})` : ''}${disk?.persistence ? `[${disk.persistence.id}]` : ''}:${amount}`
        })
        .join(' ')
