import { listening } from '../../facts/host/listening.ts'
import { foreignUnit } from '../../facts/units/foreign-unit.ts'
import { type UnitQuestion, unitState } from '../../facts/units/unit-state.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'

/** `variable`: the inventory's, which chooses the port. */
export interface UnitPort {
  readonly port: number
  readonly variable: string
}

/** Nobody but the unit listens on its port, or one of those in whose place it comes. A readiness check could not tell a stranger's answer from the unit's own. */
export const freePort = (
  { port, variable }: UnitPort,
  question: UnitQuestion,
  replaces: readonly string[] = [],
): Operation => ({
  name: `units/free-port ${port}`,
  needs: [ask(unitState, question), ask(listening, { port }), ...replaces.map(unit => ask(foreignUnit, { unit }))],
  changes: () => [],
  concerns: facts => {
    const { active, lingering } = facts.get(unitState, question)
    if (active || lingering || !facts.get(listening, { port })) return []
    if (replaces.some(unit => facts.get(foreignUnit, { unit }).active)) return []
    return [
      { severity: 'error', message: `another program listens on port ${port}: stop it, or choose another ${variable}` },
    ]
  },
})
