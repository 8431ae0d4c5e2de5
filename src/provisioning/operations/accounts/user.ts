import { account } from '../../facts/accounts/account.ts'
import type { Change } from '../../model/change.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'

/** A system user of this name, without a login shell. */
export const user = (wanted: { readonly name: string; readonly group: string; readonly home: string }): Operation => ({
  name: `accounts/user ${wanted.name}`,
  needs: [ask(account, { database: 'passwd', name: wanted.name })],
  changes: (facts): readonly Change[] =>
    facts.get(account, { database: 'passwd', name: wanted.name })
      ? []
      : [{ kind: 'create-user', ...wanted, why: 'it does not exist' }],
})
