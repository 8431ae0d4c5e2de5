import type { FactKind } from '../../model/fact.ts'
import type { Credential } from './credentials-file.ts'

/** The principal and secret that a follower logs in with; undefined where the file is absent or not ours. Never shown. */
export const credentialFile: FactKind<{ readonly path: string }, Credential | undefined> = {
  name: 'files/credential-file',
  command: ({ path }) => ({ argv: ['cat', path], sensitive: true }),
  read: ({ stdout, exitCode }) => (exitCode === 0 ? parse(stdout) : undefined),
  subject: ({ path }) => `the credential in ${path}`,
  revealing: () => true,
}

const parse = (text: string): Credential | undefined => {
  try {
    const { principal, secret } = JSON.parse(text) as Partial<Credential>
    return typeof principal === 'string' && typeof secret === 'string' ? { principal, secret } : undefined
  } catch {
    return undefined
  }
}
