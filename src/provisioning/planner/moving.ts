import { hostNames } from '../../inventory/host-names.ts'
import { isTerminal } from '../../mesos/messages/terminal.ts'
import { interrupts, type Plan } from '../model/plan.ts'
import type { ClusterView } from './cluster-view.ts'

/**
 * What draining moves before followers are changed, in words: the tasks of each follower that the plan interrupts, and whose they are.
 * `addressOf`: where the agent of a host says that it is. `names`: frameworks' names by id.
 */
export const movingRisks = (
  plan: Plan,
  { agents, tasks }: ClusterView,
  addressOf: (host: string) => string,
  names: ReadonlyMap<string, string>,
): readonly string[] => {
  const hosts = plan.waves
    .filter(({ role }) => role === 'mesos-follower')
    .flatMap(wave => wave.hosts.filter(({ steps }) => steps.some(interrupts)))
    .map(({ host }) => host)
  if (hosts.length === 0) return []
  const running = hosts.map(host => {
    const ids = new Set(agents.filter(({ hostname }) => hostname === addressOf(host)).map(({ id }) => id))
    const owners = tasks.filter(({ agent, state }) => ids.has(agent) && !isTerminal(state))
    return { host, owners: owners.map(({ framework }) => names.get(framework) ?? framework) }
  })
  const all = running.flatMap(({ owners }) => owners)
  const followers = count(hosts.length, 'follower')
  if (all.length === 0) return [`${followers} drained before a change: no task runs there`]
  const alike = Map.groupBy(
    running.filter(({ owners }) => owners.length > 0),
    ({ owners }) => ownersText(owners),
  )
  return [
    `${followers} drained before a change: ${count(all.length, 'task')} end there, and it is up to the frameworks to start them elsewhere`,
    ...[...alike].map(([text, group]) => `${hostNames(group.map(({ host }) => host))}: ${text}`),
  ]
}

/** `3 tasks: 2 of marathon, 1 of chronos`, the most first. */
const ownersText = (owners: readonly string[]): string => {
  const counts = [...Map.groupBy(owners, owner => owner)].map(([owner, list]) => [owner, list.length] as const)
  const shares = counts.sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
  return `${count(owners.length, 'task')}: ${shares.map(([owner, number]) => `${number} of ${owner}`).join(', ')}`
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
