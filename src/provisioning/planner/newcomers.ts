import type { Change } from '../model/change.ts'
import type { HostConcern, HostSteps, Wave } from '../model/plan.ts'
import { leaderUnit } from '../operations/units/service.ts'

/**
 * A leader that starts while others change their login to ZooKeeper knows the new one alone: it could read nothing, and, being the first in its
 * wave, would hold the others back for ever.
 */
export const newcomersShutOut = (waves: readonly Wave[]): readonly HostConcern[] => {
  const hosts = waves.flatMap(wave => wave.hosts)
  const changing = new Set(hosts.filter(has(({ kind }) => kind === 'hand-over')).map(({ host }) => host))
  if (changing.size === 0) return []
  const message =
    'its leader is new, while the others change zk_mesos_user_secret: let one of these two be over before the other begins'
  return hosts
    .filter(has(change => change.kind === 'restart-unit' && change.unit === leaderUnit))
    .filter(({ host }) => !changing.has(host))
    .map(({ host }) => ({ host, message }))
}

const has =
  (wanted: (change: Change) => boolean) =>
  ({ steps }: HostSteps): boolean =>
    steps.some(({ changes }) => changes.some(wanted))
