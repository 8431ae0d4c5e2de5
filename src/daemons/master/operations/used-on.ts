import type { Resource } from '../../../mesos/messages/resource.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import { sum, unallocate } from '../../../mesos/resources/index.ts'
import type { Agent } from '../state.ts'

/** What tasks and executors on the agent hold, without `allocation_info`. */
export const usedOn = ({ tasks, executors }: Agent): Resource[] => {
  const running = [...tasks.values()].flatMap(inner => [...inner.values()].filter(({ state }) => !isTerminal(state)))
  const alive = [...executors.values()].flatMap(inner => [...inner.values()])
  return unallocate(sum([...running, ...alive].map(({ resources = [] }) => resources)))
}
