import { foreignUnit } from '../../facts/units/foreign-unit.ts'
import { type UnitQuestion, unitState } from '../../facts/units/unit-state.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'

/**
 * Nobody but the unit listens on its port, or one of those in whose place it comes. A readiness check could not tell a stranger's answer from
 * the unit's own. `variable`: the inventory's, which chooses the port.
 */
export const freePort = (variable: string, question: UnitQuestion, replaces: readonly string[] = []): Operation => ({
  name: `units/free-port ${question.port}`,
  needs: [ask(unitState, question), ...replaces.map(unit => ask(foreignUnit, { unit }))],
  changes: () => [],
  concerns: facts => {
    const { lingering, portTaken } = facts.get(unitState, question)
    if (lingering || !portTaken) return []
    if (replaces.some(unit => facts.get(foreignUnit, { unit }).active)) return []
    return [
      {
        severity: 'error',
        message: `another program listens on port ${question.port}: stop it, or choose another ${variable}`,
      },
    ]
  },
})
