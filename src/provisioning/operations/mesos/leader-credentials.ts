import { type Credential, credentialsFile } from '../../facts/files/credentials-file.ts'
import { file as fileFact } from '../../facts/files/file.ts'
import { type Content, content } from '../../model/content.ts'
import { ask, type Facts } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'
import { fileChanges, inTheWay } from '../files/file.ts'

interface Wanted {
  readonly path: string
  readonly owner?: string
  readonly credentials: readonly Credential[]
  /** Roles whose hosts all have the new secrets before the old ones are dropped. */
  readonly finalAfter: readonly string[]
}

/**
 * Who may log in. While secrets change, a leader accepts the old ones beside the new, so that nobody who still has an old one is
 * shut out: `accept-both` runs before the followers' wave, `final` after it.
 */
export const leaderCredentials = (wanted: Wanted, stage: 'accept-both' | 'final'): Operation => ({
  name: `mesos/leader-credentials ${wanted.path}${stage === 'final' ? ' without old secrets' : ''}`,
  needs: credentialsNeeds(wanted.path),
  changes: facts => {
    const text = stage === 'final' ? finalContent(wanted) : transitionalContent(wanted, facts)
    const { path, owner } = wanted
    const attributes = { path, mode: 0o600, ...(owner === undefined ? {} : { owner }) }
    if (stage === 'final' && transitionalContent(wanted, facts).sha256 === text.sha256) return []
    if (stage === 'final')
      return [
        {
          kind: 'write-file',
          ...attributes,
          content: text,
          replaces: true,
          why: 'old secrets are still accepted',
          after: wanted.finalAfter,
        },
      ]
    return fileChanges(facts.get(fileFact, { path, show: false }), { ...attributes, content: text })
  },
  concerns: facts => inTheWay(facts.get(fileFact, { path: wanted.path, show: false }), wanted.path),
})

export const credentialsNeeds = (path: string) => [ask(credentialsFile, { path }), ask(fileFact, { path, show: false })]

export const finalContent = ({ credentials }: Pick<Wanted, 'credentials'>): Content => render(credentials)

/** What is wanted, and other secrets that wanted principals have until now. */
export const transitionalContent = (
  { path, credentials }: Pick<Wanted, 'path' | 'credentials'>,
  facts: Facts,
): Content => {
  const principals = new Set(credentials.map(({ principal }) => principal))
  const known = new Set(credentials.map(keyOf))
  const old = facts
    .get(credentialsFile, { path })
    .filter(held => principals.has(held.principal) && !known.has(keyOf(held)))
  return render([...credentials, ...old])
}

const keyOf = ({ principal, secret }: Credential) => JSON.stringify([principal, secret])

const render = (credentials: readonly Credential[]): Content =>
  content(
    `${JSON.stringify({ credentials: credentials.map(({ principal, secret }) => ({ principal, secret })) }, null, 2)}\n`,
    {
      secret: true,
    },
  )
