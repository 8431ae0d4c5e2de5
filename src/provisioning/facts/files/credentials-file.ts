import type { FactKind } from '../../model/fact.ts'

export interface Credential {
  readonly principal: string
  readonly secret: string
}

/** The principals and secrets of a leader's credentials file; none where it is absent or not ours. Never shown. */
export const credentialsFile: FactKind<{ readonly path: string }, readonly Credential[]> = {
  name: 'files/credentials-file',
  subject: ({ path }) => `the credentials in ${path}`,
  revealing: () => true,
  command: ({ path }) => ({ argv: ['cat', path], sensitive: true, maxOutputBytes: 4_000_000 }),
  read: ({ stdout, exitCode }) => (exitCode === 0 ? parse(stdout) : []),
}

const parse = (text: string): readonly Credential[] => {
  try {
    const { credentials } = JSON.parse(text) as { credentials?: unknown }
    return Array.isArray(credentials) ? credentials.filter(isCredential) : []
  } catch {
    return []
  }
}

const isCredential = (value: unknown): value is Credential =>
  typeof (value as Credential | null)?.principal === 'string' && typeof (value as Credential).secret === 'string'
