import { foreignUnit } from '../../facts/units/foreign-unit.ts'
import type { Change } from '../../model/change.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'

/**
 * Another's unit of systemd, in whose place ours comes, neither runs nor starts at boot any more. Its files stay as they are, so that whoever
 * wants it back starts it again.
 */
export const replaced = (unit: string): Operation => ({
  name: `units/replaced ${unit}`,
  needs: [ask(foreignUnit, { unit })],
  changes: (facts): readonly Change[] => {
    const { active, enabled } = facts.get(foreignUnit, { unit })
    const why = 'mantl’s own daemon takes its place'
    return active || enabled ? [{ kind: 'stop-unit', unit, manager: 'systemd', runtime: '', why }] : []
  },
})
