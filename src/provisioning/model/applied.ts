import type { Await, Change, ReleaseFile, UnitManager } from './change.ts'

/** Something as a change left it: what drift compares a host with. */
export type Applied =
  /** `secret`: what it held is kept nowhere. `block`: only some lines are ours. */
  | ({
      readonly kind: 'file'
      readonly path: string
      readonly sha256: string
      readonly secret?: true
      readonly block?: true
    } & AppliedAttributes)
  | ({ readonly kind: 'directory'; readonly path: string } & AppliedAttributes)
  /** Of a file or directory that stays as it is else. */
  | ({ readonly kind: 'attributes'; readonly path: string } & AppliedAttributes)
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'release'; readonly path: string; readonly files: readonly Omit<ReleaseFile, 'mode'>[] }
  | { readonly kind: 'unit'; readonly unit: string; readonly manager: UnitManager; readonly digest: string }
  /** How to tell that a unit is up. */
  | { readonly kind: 'ready'; readonly unit: string; readonly condition: Omit<Await, 'kind' | 'why'> }
  | { readonly kind: 'packages'; readonly names: readonly string[] }
  /** What stood at this path, or ran as this unit, is gone on purpose. */
  | { readonly kind: 'gone'; readonly what: string }

interface AppliedAttributes {
  readonly mode: number
  /** Absent: whoever carried it out. */
  readonly owner?: string
}

/** What a change leaves behind. */
export const appliedBy = (change: Change): readonly Applied[] => {
  switch (change.kind) {
    case 'write-file':
      return [
        {
          kind: 'file',
          path: change.path,
          sha256: change.content.sha256,
          ...(change.content.secret ? { secret: true } : {}),
          ...(change.block ? { block: true } : {}),
          ...attributes(change),
        },
      ]
    case 'restore-file':
      return [{ kind: 'file', path: change.path, sha256: change.sha256, ...attributes(change) }]
    case 'make-directory':
      return [{ kind: 'directory', path: change.path, ...attributes(change) }]
    case 'set-attributes':
      return [{ kind: 'attributes', path: change.path, ...attributes(change) }]
    case 'link':
      return [{ kind: 'link', path: change.path, target: change.target }]
    case 'push-release':
      return [
        {
          kind: 'release',
          path: `${change.folder}/${change.release.digest}`,
          files: change.release.files.map(({ path, sha256, size }) => ({ path, sha256, size })),
        },
      ]
    case 'restart-unit':
      return [{ kind: 'unit', unit: change.unit, manager: change.manager, digest: change.digest }]
    case 'await': {
      const { kind: _kind, why: _why, ...ready } = change
      return change.unit === undefined ? [] : [{ kind: 'ready', unit: change.unit, condition: ready }]
    }
    case 'install-packages':
      return [{ kind: 'packages', names: change.names }]
    case 'remove-path':
    case 'remove-block': // the file is its owner's again
      return [{ kind: 'gone', what: change.path }]
    case 'stop-unit':
      return [{ kind: 'gone', what: change.unit }]
    case 'remove-releases':
      return change.releases.map(name => ({ kind: 'gone', what: `${change.folder}/${name}` }))
    default:
      return []
  }
}

const attributes = ({ mode, owner }: AppliedAttributes): AppliedAttributes => ({
  mode,
  ...(owner === undefined ? {} : { owner }),
})

export const keyOf = (applied: Applied): string => {
  if (applied.kind === 'gone') return applied.what
  if (applied.kind === 'unit') return applied.unit
  if (applied.kind === 'ready') return `ready ${applied.unit}`
  if (applied.kind === 'attributes') return `attributes ${applied.path}`
  return applied.kind === 'packages' ? `packages ${applied.names.join(' ')}` : applied.path
}

/** One line of the host's register: the key, by which a later line replaces it, a tab, and JSON. */
export const appliedLine = (applied: Applied): string => `${JSON.stringify(keyOf(applied))}\t${JSON.stringify(applied)}`

/** What stands on the host by its register, in the order in which it came. Lines that are not ours are passed over. */
export const readApplied = (text: string): readonly Applied[] => {
  const entries = new Map<string, Applied>()
  for (const line of text.split('\n')) {
    const applied = parseLine(line)
    if (applied?.kind === 'attributes') settle(entries, applied)
    else if (applied !== undefined) entries.set(keyOf(applied), applied)
  }
  return [...entries.values()].filter(({ kind }) => kind !== 'gone')
}

const settle = (
  entries: Map<string, Applied>,
  { path, mode, owner }: Extract<Applied, { kind: 'attributes' }>,
): void => {
  const entry = entries.get(path)
  if (entry?.kind === 'file' || entry?.kind === 'directory')
    entries.set(path, { ...entry, ...attributes({ mode, ...(owner === undefined ? {} : { owner }) }) })
}

const parseLine = (line: string): Applied | undefined => {
  try {
    const entry = JSON.parse(line.slice(line.indexOf('\t') + 1)) as Partial<Record<string, unknown>> | null
    return isApplied(entry) ? (entry as unknown as Applied) : undefined
  } catch {
    return undefined
  }
}

const isApplied = (entry: Partial<Record<string, unknown>> | null): boolean => {
  if (entry === null || typeof entry !== 'object') return false
  const needed = fields[String(entry.kind)]
  return needed?.every(([name, type]) => isOf(type, entry[name])) ?? false
}

const isOf = (type: string, value: unknown): boolean => (type === 'list' ? Array.isArray(value) : typeof value === type)

const fields: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  file: [
    ['path', 'string'],
    ['sha256', 'string'],
    ['mode', 'number'],
  ],
  directory: [
    ['path', 'string'],
    ['mode', 'number'],
  ],
  attributes: [
    ['path', 'string'],
    ['mode', 'number'],
  ],
  link: [
    ['path', 'string'],
    ['target', 'string'],
  ],
  release: [
    ['path', 'string'],
    ['files', 'list'],
  ],
  unit: [
    ['unit', 'string'],
    ['manager', 'string'],
    ['digest', 'string'],
  ],
  ready: [
    ['unit', 'string'],
    ['condition', 'object'],
  ],
  packages: [['names', 'list']],
  gone: [['what', 'string']],
}
