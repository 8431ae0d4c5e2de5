import type { Made } from '../facts/host/made.ts'
import type { Layout } from '../layout.ts'
import type { Change, UnitManager } from '../model/change.ts'
import type { Step } from '../model/plan.ts'
import { unitRuntime } from '../operations/units/service.ts'

const order: readonly Made['kind'][] = ['unit', 'package', 'tree', 'path', 'user', 'group']

/** How to remove all that mantl made on a host and nothing else: units first, then what lies deepest, the list itself at the end. */
export const removalSteps = (made: readonly Made[], manager: UnitManager, layout: Layout): readonly Step[] => {
  const own = made.filter(({ kind, name }) => !(kind === 'tree' && name === layout.state))
  const steps = order.flatMap(kind =>
    own
      .filter(item => item.kind === kind)
      .reverse()
      .map(item => stepOf(item, manager, layout)),
  )
  const state: Change = {
    kind: 'remove-path',
    path: layout.state,
    recursive: true,
    why: 'mantl kept its records there',
  }
  return made.length === 0 ? [] : [...steps, { operation: `remove ${layout.state}`, changes: [state] }]
}

const stepOf = (item: Made, manager: UnitManager, layout: Layout): Step => ({
  operation: `remove ${item.kind} ${item.name}`,
  changes: [changeOf(item, manager, layout)],
})

const changeOf = ({ kind, name }: Made, manager: UnitManager, layout: Layout): Change => {
  const why = 'mantl made it'
  if (kind === 'unit') return { kind: 'stop-unit', unit: name, manager, runtime: unitRuntime(name, layout), why }
  if (kind === 'package') return { kind: 'remove-packages', names: [name], why }
  if (kind === 'user' || kind === 'group') return { kind: 'remove-account', account: kind, name, why }
  return { kind: 'remove-path', path: name, recursive: kind === 'tree', why }
}
