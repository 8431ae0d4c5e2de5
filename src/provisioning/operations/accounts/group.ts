import { account } from '../../facts/accounts/account.ts'
import type { Change } from '../../model/change.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'

/** A system group of this name. */
export const group = (name: string): Operation => ({
  name: `accounts/group ${name}`,
  needs: [ask(account, { database: 'group', name })],
  changes: (facts): readonly Change[] =>
    facts.get(account, { database: 'group', name }) ? [] : [{ kind: 'create-group', name, why: 'it does not exist' }],
})
