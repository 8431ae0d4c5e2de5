import type { FactKind } from '../../model/fact.ts'

/** Whether a user or a group of this name exists. */
export const account: FactKind<{ readonly database: 'passwd' | 'group'; readonly name: string }, boolean> = {
  name: 'accounts/account',
  subject: ({ database, name }) => `the ${database === 'passwd' ? 'user' : 'group'} ${name}`,
  command: ({ database, name }) => ({ argv: ['getent', database, name] }),
  read: ({ exitCode }) => exitCode === 0,
}
