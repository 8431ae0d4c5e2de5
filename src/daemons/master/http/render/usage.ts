import type { Resource } from '../../../../mesos/messages/resource.ts'
import { isTerminal } from '../../../../mesos/messages/terminal.ts'
import { sum, toPostRefinement } from '../../../../mesos/resources/index.ts'
import type { Agent, Framework, MasterState } from '../../state.ts'

/** PURE. Lists of resources that make up what is in use or offered; a task that has ended holds none. */
export function* usedByAgent({ tasks, executors }: Pick<Agent, 'tasks' | 'executors'>): Generator<Resource[]> {
  for (const ofFramework of tasks.values()) {
    for (const task of ofFramework.values()) if (task.resources && !isTerminal(task.state)) yield task.resources
  }
  if (executors.size > 0) yield* ofExecutors(executors)
}

export function* usedByFramework({ tasks, executors }: Pick<Framework, 'tasks' | 'executors'>): Generator<Resource[]> {
  for (const task of tasks.values()) if (task.resources && !isTerminal(task.state)) yield task.resources
  yield* ofExecutors(executors)
}

function* ofExecutors(executors: Agent['executors']): Generator<Resource[]> {
  for (const byId of executors.values()) {
    for (const { resources } of byId.values()) if (resources) yield toPostRefinement(resources)
  }
}

/** Of the offers with these ids. */
export function* offered(state: MasterState, ids: Iterable<string>): Generator<Resource[]> {
  for (const id of ids) {
    const resources = state.offers.get(id)?.resources
    if (resources) yield resources
  }
}

/** Melted, for the endpoints that show resources in full. */
export const melted = (lists: Iterable<readonly Resource[]>): Resource[] => sum(lists)

const REST = 500 // lists that are melted at a stroke

/** The same of many, with rests. */
export function* meltedSlowly(lists: Iterable<readonly Resource[]>): Generator<undefined, Resource[]> {
  let all: Resource[] = []
  let some: (readonly Resource[])[] = []
  for (const list of lists) {
    if (some.push(list) < REST) continue
    all = sum([all, ...some])
    some = []
    yield undefined
  }
  return sum([all, ...some])
}
