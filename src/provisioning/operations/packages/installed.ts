import { installedPackages } from '../../facts/packages/installed.ts'
import type { Change } from '../../model/change.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'

/** These packages of the distribution are installed, in whatever version it has. */
export const installed = (names: readonly string[]): Operation => ({
  name: `packages/installed ${names.join(' ')}`,
  needs: [ask(installedPackages, { names })],
  changes: (facts): readonly Change[] => {
    const present = facts.get(installedPackages, { names })
    const missing = names.filter(name => !present.has(name))
    return missing.length === 0 ? [] : [{ kind: 'install-packages', names: missing, why: 'not installed' }]
  },
})
