import { file as fileFact } from '../../facts/files/file.ts'
import { zooKeeperLogin } from '../../facts/mesos/zookeeper-login.ts'
import type { Content } from '../../model/content.ts'
import { ask, type Facts } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'
import { fileChanges, inTheWay } from '../files/file.ts'
import { type LoginQuestion, loginNeeds, loginStage } from './zookeeper-login.ts'

interface Wanted {
  readonly question: LoginQuestion
  readonly owner?: string
  readonly stage: 'accept-both' | 'final'
  readonly text: (facts: Facts) => Content
  /** What it is to hold may not be shown. */
  readonly hidden: boolean
  /** Roles whose hosts all know the new login before the earlier ones are given up. */
  readonly finalAfter: readonly string[]
}

/** The leader's environment file: first with ZooKeeper's earlier logins, where they change, then without. */
export const leaderEnvironment = ({ question, owner, stage, text, hidden, finalAfter }: Wanted): Operation => {
  const path = question.environment
  const fact = { path, show: !hidden }
  const attributes = { path, mode: 0o600, ...(owner === undefined ? {} : { owner }) }
  return {
    name: `files/file ${path}${stage === 'final' ? ' without earlier logins' : ''}`,
    needs: [ask(fileFact, fact), ...loginNeeds(question)],
    changes: facts => {
      // a login that is given up shows in what stands there now
      const secret = hidden || facts.get(zooKeeperLogin, { path })?.login !== undefined
      const content = { ...text(facts), secret }
      if (stage === 'accept-both') return fileChanges(facts.get(fileFact, fact), { ...attributes, content })
      if (loginStage(question, facts) !== 'both') return []
      const why = 'it names earlier logins to ZooKeeper'
      return [{ kind: 'write-file', ...attributes, content, replaces: true, after: finalAfter, why }]
    },
    concerns: facts => inTheWay(facts.get(fileFact, fact), path),
  }
}
