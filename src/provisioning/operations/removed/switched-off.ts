import { type LeftBehind, type LeftQuestion, leftBehind } from '../../facts/host/left-behind.ts'
import type { Layout } from '../../layout.ts'
import type { Change, UnitManager } from '../../model/change.ts'
import { sha256 } from '../../model/content.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'
import { ourBlock } from '../files/block.ts'

/** What a variable of the inventory, while it is on, brings to a host. */
export interface Feature {
  readonly variable: string
  /** Why what is left goes; default: the variable is off. */
  readonly why?: string
  readonly files: readonly string[]
  /** A file of others in which it has lines. */
  readonly block?: string
  /** What it starts, by whom (default systemd), and where that keeps what it knows of it. */
  readonly unit?: string
  readonly manager?: UnitManager
  readonly runtime?: string
  /** The package that brings the unit: the unit goes where mantl installed it. */
  readonly package?: string
  /** Where the unit was there before, it is to read anew what is left. */
  readonly rereads?: true
}

/**
 * The feature is off: what mantl made for it goes, and nothing else. Its packages stay until destroy, for by now others may need them. The record
 * of the unit's start goes last, so that a run which dies on the way is finished by the next.
 */
export const switchedOff = (feature: Feature, layout: Layout): Operation => {
  const question = questionOf(feature, layout)
  return {
    name: `removed/switched-off ${feature.variable}`,
    needs: [ask(leftBehind, question)],
    changes: facts => removal(feature, facts.get(leftBehind, question), layout),
    unless: [
      ...feature.files.map(path => `files/file ${path}`),
      ...(feature.unit ? [`units/running ${feature.unit}`] : []),
    ],
  }
}

const questionOf = ({ files, block, unit }: Feature, layout: Layout): LeftQuestion => ({
  state: layout.state,
  paths: [...files, ...(unit ? [recordOf(unit, layout)] : [])],
  ...(block ? { block: { path: block, begin: ourBlock.begin } } : {}),
})

const recordOf = (unit: string, { state }: Layout) => `${state}/started/${unit}`

const removal = (feature: Feature, { there, made }: LeftBehind, layout: Layout): readonly Change[] => {
  const { variable, why = `${variable} is off`, files, block, unit, manager = 'systemd', runtime = '' } = feature
  const isMade = (kind: string, name: string) => made.some(one => one.kind === kind && one.name === name)
  const gone = files.filter(path => there.includes(path) && isMade('path', path))
  const record = unit !== undefined && there.includes(recordOf(unit, layout)) ? [recordOf(unit, layout)] : []
  const lines = block !== undefined && there.includes(block) && (isMade('block', block) || isMade('path', block))
  if (gone.length === 0 && record.length === 0 && !lines) return []
  const ours = unit !== undefined && (isMade('unit', unit) || isMade('package', feature.package ?? ''))
  return [
    ...(ours ? [{ kind: 'stop-unit', unit, manager, runtime, why } as const] : []),
    ...gone.map(path => removePath(path, why)),
    ...(lines ? [{ kind: 'remove-block', path: block, ...ourBlock, why } as const] : []),
    ...(unit !== undefined && !ours && feature.rereads ? [reread(unit, layout, why)] : []),
    ...record.map(path => removePath(path, why)),
  ]
}

const removePath = (path: string, why: string): Change => ({ kind: 'remove-path', path, recursive: false, why })

const reread = (unit: string, layout: Layout, why: string): Change => ({
  kind: 'restart-unit',
  unit,
  manager: 'systemd',
  record: recordOf(unit, layout),
  runtime: '',
  file: `/etc/systemd/system/${unit}.service`,
  digest: sha256(unit),
  running: true,
  why,
})
