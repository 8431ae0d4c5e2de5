import { type Credential, credentialsFile } from '../../facts/files/credentials-file.ts'
import { file as fileFact } from '../../facts/files/file.ts'
import { zooKeeperLogin } from '../../facts/mesos/zookeeper-login.ts'
import type { Change } from '../../model/change.ts'
import { type Content, content } from '../../model/content.ts'
import { ask, type FactRequest, type Facts } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'
import { fileChanges } from '../files/file.ts'

/**
 * What lies in ZooKeeper belongs to the login that made it. Another one takes its place in two waves: first every leader logs in under both,
 * so that it reads what either made and either reads what it makes; then all is handed over and the old one dropped. What tells how far a host
 * is stands there: the file of earlier logins, which goes last, and whether its leader uses them.
 */
export interface LoginQuestion {
  /** The leader's environment file. */
  readonly environment: string
  /** File of the logins before, in the form of a leader's credentials. */
  readonly earlier: string
  /** `user:secret` that is wanted; absent: nobody logs in. */
  readonly login?: string
}

/** settled · both: the leader must know the earlier logins, too · leftovers: it does without, what they own is to be looked through once more. */
export type LoginStage = 'settled' | 'both' | 'leftovers'

export const loginNeeds = ({ environment, earlier }: LoginQuestion): readonly FactRequest[] => [
  ask(zooKeeperLogin, { path: environment }),
  ask(credentialsFile, { path: earlier }),
]

export const loginStage = (question: LoginQuestion, facts: Facts): LoginStage => {
  if (earlierLogins(question, facts).length === 0) return 'settled'
  const held = facts.get(zooKeeperLogin, { path: question.environment })
  return held !== undefined && held.login === question.login && !held.underEarlierNames ? 'leftovers' : 'both'
}

/** Those that the wanted one takes the place of. */
export const earlierLogins = ({ environment, earlier, login }: LoginQuestion, facts: Facts): readonly string[] => {
  const held = facts.get(zooKeeperLogin, { path: environment })?.login
  const noted = facts.get(credentialsFile, { path: earlier }).map(({ principal, secret }) => `${principal}:${secret}`)
  return [...new Set([...(held === undefined ? [] : [held]), ...noted])].filter(one => one !== login)
}

/** The earlier logins stand where the leader finds them, before it is told to use them. */
export const earlierLoginsKept = (question: LoginQuestion, owner: { readonly owner?: string }): Operation => {
  const path = question.earlier
  return {
    name: `mesos/zookeeper-login ${path}`,
    needs: [...loginNeeds(question), ask(fileFact, { path, show: false })],
    changes: facts =>
      loginStage(question, facts) === 'both'
        ? fileChanges(facts.get(fileFact, { path, show: false }), {
            ...{ path, mode: 0o600, ...owner },
            content: earlierContent(question, facts),
          })
        : [],
  }
}

export const earlierContent = (question: LoginQuestion, facts: Facts): Content =>
  content(`${JSON.stringify({ credentials: earlierLogins(question, facts).map(credentialOf) }, null, 2)}\n`, {
    secret: true,
  })

const credentialOf = (login: string): Credential => ({
  principal: login.slice(0, login.indexOf(':')),
  secret: login.slice(login.indexOf(':') + 1),
})

interface HandOver extends LoginQuestion {
  readonly servers: string
  readonly folder: string
}

/** `before`: while leaders know both logins, and so ahead of the first that does not. `after`: what they made until then; that ends it. */
export const handedOver = (wanted: HandOver, when: 'before' | 'after'): Operation => ({
  name: `mesos/zookeeper-login ${when === 'before' ? 'handed over' : 'dropped'}`,
  needs: loginNeeds(wanted),
  changes: (facts): readonly Change[] => {
    const stage = loginStage(wanted, facts)
    if (stage === 'settled' || (when === 'before' && stage !== 'both')) return []
    const { servers, folder, login: to, earlier: path } = wanted
    const logins = content(JSON.stringify({ from: earlierLogins(wanted, facts), to }), { secret: true })
    const why =
      when === 'before' ? 'it belongs to a login that is replaced' : 'leaders made more until they had restarted'
    const change: Change = { kind: 'hand-over', servers, folder, logins, why }
    if (when === 'before') return [change]
    return [change, { kind: 'remove-path', path, recursive: false, why: 'nothing belongs to these logins any more' }]
  },
})

/** Of a leader that is not ours, and can't log in under two names. */
export const keptZooKeeperLogin = (question: LoginQuestion): Operation => ({
  name: `mesos/zookeeper-login ${question.environment}`,
  needs: loginNeeds(question),
  changes: () => [],
  concerns: facts => {
    if (earlierLogins(question, facts).length === 0) return []
    const what = question.login === undefined ? 'is no longer set' : 'has changed'
    return [
      {
        severity: 'warning',
        message: `zk_mesos_user_secret ${what}, but what is in ZooKeeper belongs to the login before: unless it was handed over (docs/troubleshooting.md), leaders will not come up`,
      },
    ]
  },
})
