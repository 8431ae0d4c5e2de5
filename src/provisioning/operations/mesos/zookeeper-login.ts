import { zooKeeperLogin } from '../../facts/mesos/zookeeper-login.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'

/**
 * What lies in ZooKeeper belongs to the login that made it: a leader with another can neither read nor mend it. `login`: user:secret; absent: nobody logs in. `path`: the leader's environment file.
 */
export const keptZooKeeperLogin = ({ path, login }: { readonly path: string; readonly login?: string }): Operation => ({
  name: `mesos/zookeeper-login ${path}`,
  needs: [ask(zooKeeperLogin, { path })],
  changes: () => [],
  concerns: facts => {
    const held = facts.get(zooKeeperLogin, { path })
    if (held === undefined || held === login) return []
    const what = login === undefined ? 'is no longer set' : 'has changed'
    return [
      {
        severity: 'warning',
        message: `zk_mesos_user_secret ${what}, but what is in ZooKeeper belongs to the login before: unless it was handed over (docs/troubleshooting.md), leaders will not come up`,
      },
    ]
  },
})
