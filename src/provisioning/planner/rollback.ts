import { type FileState, file } from '../facts/files/file.ts'
import { releaseState } from '../facts/releases/release-state.ts'
import { unitState } from '../facts/units/unit-state.ts'
import type { Layout } from '../layout.ts'
import { type Applied, keyOf } from '../model/applied.ts'
import type { Change } from '../model/change.ts'
import { ask, type FactRequest, type Facts } from '../model/fact.ts'
import type { HostConcern, HostSteps, Plan, Step, Wave } from '../model/plan.ts'
import { ourBlock } from '../operations/files/block.ts'
import { followerUnit, leaderUnit, unitFile, unitRuntime } from '../operations/units/service.ts'

/** A host that is to be again as it was: by its register now and then. */
export interface RolledBack {
  readonly host: string
  readonly layout: Layout
  readonly now: readonly Applied[]
  readonly then: readonly Applied[]
  readonly facts: Facts
}

type Entry<Kind extends Applied['kind']> = Extract<Applied, { kind: Kind }>

const why = 'so it was before'

/** What must be known of the host to go back. */
export const rollbackQuestions = ({
  now,
  then,
  layout,
}: Pick<RolledBack, 'now' | 'then' | 'layout'>): readonly FactRequest[] => [
  ...[...then, ...added(now, then)].flatMap(entry => questionOf(entry, layout)),
]

const questionOf = (entry: Applied, layout: Layout): FactRequest[] => {
  if (entry.kind === 'file' && !entry.secret)
    return [ask(file, { path: entry.path }), ask(file, { path: keptAt(entry, layout) })]
  if (entry.kind === 'file' || entry.kind === 'directory' || entry.kind === 'link')
    return [ask(file, { path: entry.path })]
  if (entry.kind === 'unit') return [ask(unitState, unitQuestion(entry, layout))]
  return entry.kind === 'release' ? [ask(releaseState, releaseQuestion(entry, layout))] : []
}

/** Where what the file held was kept. */
const keptAt = ({ sha256 }: Entry<'file'>, { state }: Layout) => `${state}/contents/${sha256}`

const unitQuestion = ({ unit, manager }: Pick<Entry<'unit'>, 'unit' | 'manager'>, layout: Layout) => ({
  unit,
  manager,
  record: `${layout.state}/started/${unit}`,
  runtime: unitRuntime(unit, layout),
})

const releaseQuestion = ({ path, files }: Entry<'release'>, { releases, store }: Layout) => ({
  releases,
  store,
  digest: digestOf(path),
  files,
})

const digestOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

const added = (now: readonly Applied[], then: readonly Applied[]): readonly Applied[] => {
  const known = new Set(then.map(keyOf))
  return now.filter(entry => !known.has(keyOf(entry)))
}

/**
 * Files and links of all hosts first, then ZooKeeper one by one, the leaders one by one, the followers in batches of `serial`. `last`:
 * the host whose leader leads, which is restarted after the others. Secrets stay as they are: what they were is kept nowhere.
 */
export const rollbackPlan = (
  hosts: readonly RolledBack[],
  { last, serial }: { readonly last?: string | undefined; readonly serial?: number | undefined } = {},
): Plan => {
  const leadersOrder = [...hosts].sort((a, b) => Number(a.host === last) - Number(b.host === last))
  return {
    waves: [
      { role: 'files', hosts: hosts.map(filesOf) },
      unitWave('zookeeper', hosts, unit => unit !== leaderUnit && unit !== followerUnit, 1),
      unitWave('mesos-leader', leadersOrder, unit => unit === leaderUnit, 1),
      unitWave('mesos-follower', hosts, unit => unit === followerUnit, serial),
    ].filter(wave => wave.hosts.some(({ steps }) => steps.length > 0)),
    warnings: [],
    errors: hosts.flatMap(problemsOf),
  }
}

const problemsOf = ({ host, then, facts, layout }: RolledBack): HostConcern[] => {
  if (then.length === 0)
    return [{ host, message: 'there was nothing of mantl before that run: mantl destroy removes what it made' }]
  return [...missingReleases({ host, then, facts, layout }), ...missingContents({ host, then, facts, layout })]
}

type Known = Pick<RolledBack, 'host' | 'then' | 'facts' | 'layout'>

const missingReleases = ({ host, then, facts, layout }: Known): HostConcern[] => {
  const current = then.find((entry): entry is Entry<'link'> => entry.kind === 'link' && entry.path === layout.current)
  return then
    .filter((entry): entry is Entry<'release'> => entry.kind === 'release' && entry.path === current?.target)
    .filter(entry => !facts.get(releaseState, releaseQuestion(entry, layout)).installed)
    .map(({ path }) => ({
      host,
      message: `the release ${digestOf(path).slice(0, 12)} is not kept there any more`,
    }))
}

const missingContents = ({ host, then, facts, layout }: Known): HostConcern[] =>
  then
    .filter((entry): entry is Entry<'file'> => entry.kind === 'file')
    .filter(entry => restoredFile(entry, facts.get(file, { path: entry.path }), layout)[0]?.kind === 'restore-file')
    .flatMap(entry => {
      const kept = facts.get(file, { path: keptAt(entry, layout) })
      if (kept.kind === 'file' && kept.sha256 === entry.sha256) return []
      const fault = kept.kind === 'absent' ? 'is not kept there any more' : 'is kept there damaged'
      return [{ host, message: `what ${entry.path} held ${fault}` }]
    })

const filesOf = (host: RolledBack): HostSteps => {
  const restored = host.then.flatMap(entry => restoredOf(entry, host))
  // the last made first: a unit stops while its file is there
  const removed = added(host.now, host.then)
    .toReversed()
    .flatMap(entry => removedOf(entry, host))
  return { host: host.host, steps: [...restored, ...removed].map(stepOf) }
}

const restoredOf = (entry: Applied, { facts, layout }: RolledBack): Change[] => {
  switch (entry.kind) {
    case 'file':
      return restoredFile(entry, facts.get(file, { path: entry.path }), layout)
    case 'directory':
      return facts.get(file, { path: entry.path }).kind === 'absent' ? [{ ...entry, kind: 'make-directory', why }] : []
    case 'link': {
      const state = facts.get(file, { path: entry.path })
      if (state.kind === 'link' && state.target === entry.target) return []
      return [{ kind: 'link', path: entry.path, target: entry.target, why }]
    }
    default:
      return []
  }
}

const restoredFile = (entry: Entry<'file'>, state: FileState, layout: Layout): Change[] => {
  const { path, sha256, mode, owner, secret } = entry
  const attributes = { mode, ...(owner === undefined ? {} : { owner }) }
  if (state.kind === 'file' && (secret || state.sha256 === sha256)) {
    const same = state.mode === mode && (owner === undefined || state.owner === owner)
    return same ? [] : [{ kind: 'set-attributes', path, ...attributes, why }]
  }
  return secret ? [] : [{ kind: 'restore-file', path, sha256, ...attributes, from: keptAt(entry, layout), why }]
}

const removedOf = (entry: Applied, { facts, layout }: RolledBack): Change[] => {
  if (entry.kind === 'unit') {
    const { active } = facts.get(unitState, unitQuestion(entry, layout))
    const { unit, manager } = entry
    return active
      ? [{ kind: 'stop-unit', unit, manager, runtime: unitRuntime(unit, layout), why: 'it was not there before' }]
      : []
  }
  if (entry.kind !== 'file' && entry.kind !== 'link') return []
  if (facts.get(file, { path: entry.path }).kind === 'absent') return []
  if (entry.kind === 'file' && entry.block)
    return [{ kind: 'remove-block', path: entry.path, ...ourBlock, why: 'they were not there before' }]
  return [{ kind: 'remove-path', path: entry.path, recursive: false, why: 'it was not there before' }]
}

const unitWave = (
  role: string,
  hosts: readonly RolledBack[],
  wanted: (unit: string) => boolean,
  serial: number | undefined,
): Wave => ({
  role,
  ...(serial === undefined ? {} : { serial }),
  hosts: hosts.map(host => ({
    host: host.host,
    steps: host.then
      .filter((entry): entry is Entry<'unit'> => entry.kind === 'unit' && wanted(entry.unit))
      .flatMap(entry => restartOf(entry, host))
      .map(stepOf),
  })),
})

const restartOf = (entry: Entry<'unit'>, { facts, layout, then }: RolledBack): Change[] => {
  const { active, enabled, startedWith } = facts.get(unitState, unitQuestion(entry, layout))
  if (active && enabled && startedWith === entry.digest) return []
  const { unit, manager, digest } = entry
  const ready = then.find((other): other is Entry<'ready'> => other.kind === 'ready' && other.unit === unit)
  return [
    {
      kind: 'restart-unit',
      ...unitQuestion(entry, layout),
      file: unitFile(unit, manager, layout),
      digest,
      running: active,
      why: active ? 'it runs with what came after' : 'it ran before',
    },
    ...(ready === undefined ? [] : [{ kind: 'await' as const, ...ready.condition, why: `${unit} was started` }]),
  ]
}

const stepOf = (change: Change): Step => ({ operation: 'rollback', changes: [change] })
