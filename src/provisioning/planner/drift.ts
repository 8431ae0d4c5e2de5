import { type FileState, file } from '../facts/files/file.ts'
import { strayDaemons } from '../facts/host/stray-daemons.ts'
import { installedPackages } from '../facts/packages/installed.ts'
import { damagedParts } from '../facts/releases/damaged-parts.ts'
import { type UnitQuestion, unitState } from '../facts/units/unit-state.ts'
import type { Layout } from '../layout.ts'
import type { Applied } from '../model/applied.ts'
import { ask, type FactRequest, type Facts } from '../model/fact.ts'
import { unitRuntime } from '../operations/units/service.ts'

/** Something on a host that is not as the last run left it. */
export interface Drift {
  /** A path, a unit, a package, a process. */
  readonly what: string
  readonly how: string
}

/** How all that was left there is now, and what else runs. */
export const driftQuestions = (register: readonly Applied[], layout: Layout): readonly FactRequest[] => [
  ...register.flatMap(entry => questionOf(entry, layout)),
  ask(strayDaemons, { runtime: layout.runtime }),
]

const questionOf = (entry: Applied, layout: Layout): FactRequest[] => {
  switch (entry.kind) {
    case 'file':
    case 'directory':
    case 'link':
      return [ask(file, { path: entry.path })]
    case 'release':
      return [ask(damagedParts, damage(entry))]
    case 'unit':
      return [ask(unitState, unitQuestion(entry, layout))]
    case 'packages':
      return [ask(installedPackages, { names: entry.names })]
    default:
      return []
  }
}

const damage = ({ path, files }: Extract<Applied, { kind: 'release' }>) => ({ folder: path, files })

const unitQuestion = ({ unit, manager }: Extract<Applied, { kind: 'unit' }>, layout: Layout): UnitQuestion => ({
  unit,
  manager,
  record: `${layout.state}/started/${unit}`,
  runtime: unitRuntime(unit, layout),
})

/** All that differs, in the order in which it was applied, strangers last. */
export const driftOf = (register: readonly Applied[], facts: Facts, layout: Layout): readonly Drift[] => [
  ...register.flatMap(entry => compare(entry, facts, layout)),
  ...facts
    .get(strayDaemons, { runtime: layout.runtime })
    .map(({ pid, command }) => ({ what: `process ${pid}`, how: `a daemon that mantl did not start: ${command}` })),
]

const compare = (entry: Applied, facts: Facts, layout: Layout): Drift[] => {
  switch (entry.kind) {
    case 'file':
    case 'directory':
    case 'link':
      return compareFile(entry, facts.get(file, { path: entry.path }))
    case 'release':
      return facts.get(damagedParts, damage(entry)).map(part => ({ what: `${entry.path}/${part}`, how: 'damaged' }))
    case 'unit':
      return compareUnit(entry, facts.get(unitState, unitQuestion(entry, layout)))
    case 'packages': {
      const installed = facts.get(installedPackages, { names: entry.names })
      return entry.names
        .filter(name => !installed.has(name))
        .map(name => ({ what: name, how: 'not installed any more' }))
    }
    default:
      return []
  }
}

const compareFile = (
  entry: Extract<Applied, { path: string; kind: 'file' | 'directory' | 'link' }>,
  now: FileState,
): Drift[] => {
  const differing = (how: string): Drift => ({ what: entry.path, how })
  if (now.kind !== entry.kind) return [differing(now.kind === 'absent' ? 'missing' : `a ${now.kind} now`)]
  if (entry.kind === 'link')
    return now.kind === 'link' && now.target === entry.target
      ? []
      : [differing(`leads elsewhere than to ${entry.target}`)]
  return [
    ...(entry.kind === 'file' && now.kind === 'file' && now.sha256 !== entry.sha256 ? [differing('changed')] : []),
    ...attributesDrift(entry, now).map(differing),
  ]
}

const attributesDrift = (entry: { mode: number; owner?: string }, now: FileState): string[] => {
  if (now.kind === 'absent' || now.kind === 'link') return []
  return [
    ...(now.mode === entry.mode ? [] : [`mode ${octal(now.mode)}, not ${octal(entry.mode)}`]),
    ...(entry.owner === undefined || now.owner === entry.owner ? [] : [`owned by ${now.owner}, not ${entry.owner}`]),
  ]
}

const octal = (mode: number) => mode.toString(8).padStart(4, '0')

const compareUnit = (
  { unit, digest }: Extract<Applied, { kind: 'unit' }>,
  {
    active,
    enabled,
    lingering,
    startedWith,
  }: { active: boolean; enabled: boolean; lingering?: true; startedWith?: string },
): Drift[] => {
  const differing = (how: string): Drift => ({ what: unit, how })
  return [
    ...(active ? [] : [differing(lingering ? 'its supervisor is gone' : 'stopped')]),
    ...(enabled ? [] : [differing('does not start at boot')]),
    ...(startedWith === undefined || startedWith === digest
      ? []
      : [differing('started with other files than the last run wrote')]),
  ]
}
