import type { Made } from '../facts/host/made.ts'
import type { Layout } from '../layout.ts'
import type { Change, UnitManager } from '../model/change.ts'
import type { Step } from '../model/plan.ts'
import { ourBlock } from '../operations/files/block.ts'
import { followerUnit, unitRuntime } from '../operations/units/service.ts'

const why = 'mantl made it'

/**
 * How to remove all that mantl made on a host and nothing else: units first, then what lies deepest, packages; the folder with the
 * list itself near the end, so that a run which dies can be run again, and last the folders above that one. `folders`: those of the paths
 * that go only when they are empty.
 */
export const removalSteps = (
  made: readonly Made[],
  manager: UnitManager,
  layout: Layout,
  folders: ReadonlySet<string>,
): readonly Step[] => {
  if (made.length === 0) return []
  const removePath = ({ kind, name }: Made): Change => ({
    kind: 'remove-path',
    path: name,
    recursive: kind === 'tree',
    ...(kind === 'path' && folders.has(name) ? { ifEmpty: true } : {}),
    why,
  })
  const paths = made.filter(({ kind }) => kind === 'tree' || kind === 'path')
  const above = paths.filter(({ name }) => layout.state === name || layout.state.startsWith(`${name}/`))
  const others = paths.filter(item => !above.includes(item))
  const changes = [
    ...names(made, 'unit').map(
      (unit): Change => ({ kind: 'stop-unit', unit, manager, runtime: unitRuntime(unit, layout), why }),
    ),
    ...endTasks(names(made, 'unit'), layout),
    ...deepestFirst(others).map(removePath),
    ...names(made, 'block').map((path): Change => ({ kind: 'remove-block', path, ...ourBlock, why })),
    // a folder of theirs goes with them only when nothing of ours is left in it
    ...packages(names(made, 'package')),
    ...names(made, 'user').map((name): Change => ({ kind: 'remove-account', account: 'user', name, why })),
    ...names(made, 'group').map((name): Change => ({ kind: 'remove-account', account: 'group', name, why })),
    removePath({ kind: 'tree', name: layout.state }),
    ...deepestFirst(above.filter(({ name }) => name !== layout.state)).map(removePath),
  ]
  return changes.map(change => ({ operation: operationName(change), changes: [change] }))
}

/** The last made comes first. */
const names = (made: readonly Made[], wanted: Made['kind']): string[] =>
  [...new Set(made.filter(({ kind }) => kind === wanted).map(({ name }) => name))].reverse()

/** A follower that stops leaves its tasks running, and nobody would ever end them. */
const endTasks = (units: readonly string[], { current, config }: Layout): Change[] =>
  units.includes(followerUnit)
    ? [
        {
          kind: 'end-tasks',
          program: `${current}/bin/mesos-agent`,
          environment: `${config}/follower.env`,
          why: 'a follower leaves its tasks running',
        },
      ]
    : []

const packages = (all: readonly string[]): Change[] =>
  all.length === 0 ? [] : [{ kind: 'remove-packages', names: all, why }]

const deepestFirst = (paths: readonly Made[]): Made[] =>
  [...paths].sort((a, b) => depth(b.name) - depth(a.name) || (a.name < b.name ? -1 : 1))

const depth = (path: string) => path.split('/').length

/** What goes only when nothing else is in it. */
export const emptiedPaths = (made: readonly Made[]): string[] => names(made, 'path')

const operationName = (change: Change): string => {
  if (change.kind === 'end-tasks') return 'end tasks'
  if (change.kind === 'stop-unit') return `remove unit ${change.unit}`
  if (change.kind === 'remove-packages') return `remove packages ${change.names.join(' ')}`
  if (change.kind === 'remove-account') return `remove ${change.account} ${change.name}`
  return `remove ${change.kind === 'remove-path' || change.kind === 'remove-block' ? change.path : ''}`
}
