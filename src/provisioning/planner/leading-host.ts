import { leadersOf } from '../../roles/mesos/settings.ts'
import type { Cluster } from '../../roles/role.ts'
import type { HttpAnswer } from '../facts/host/http-answer.ts'

/** Which host leads, by what the leaders answered to /redirect; undefined when they do not say, or name a stranger. */
export const leadingHost = (cluster: Cluster, answers: readonly (HttpAnswer | undefined)[]): string | undefined => {
  const location = answers.find(answer => answer?.location !== undefined)?.location
  const authority = location?.replace(/^https?:/, '').replaceAll('/', '')
  return leadersOf(cluster).find(({ name, address, vars: { mesos_leader_port: port, connection } }) =>
    [address, name, connection.address].some(where => `${where}:${port}` === authority),
  )?.name
}
