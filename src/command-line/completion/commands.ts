/** A command as completion needs to know it. */
export interface CompletableCommand {
  /** `['tasks', 'list']`. */
  readonly words: readonly string[]
  readonly summary: string
  readonly flags: readonly CompletableFlag[]
  /** What its first argument may be: these words, or names that `mantl complete KIND` prints. */
  readonly values: readonly string[]
  readonly names?: NameKind
}

export type NameKind = 'tasks' | 'agents' | 'frameworks' | 'roles' | 'hosts'

export interface CompletableFlag {
  readonly name: string
  readonly char?: string
  readonly summary: string
  readonly takesValue: boolean
}

/** What oclif knows of a command, from the manifest. */
export interface KnownCommand {
  readonly id: string
  readonly summary?: string
  readonly hidden?: boolean
  readonly flags: Readonly<Record<string, KnownFlag>>
  readonly args?: Readonly<Record<string, { readonly name: string; readonly options?: readonly string[] }>>
}

interface KnownFlag {
  readonly name: string
  readonly char?: string
  readonly summary?: string
  readonly type: string
  readonly hidden?: boolean
}

export const completable = (commands: readonly KnownCommand[]): CompletableCommand[] =>
  commands
    .filter(({ hidden }) => !hidden)
    .map(({ id, summary = '', flags, args = {} }) => ({
      words: id.split(':'),
      summary: plain(summary),
      ...argumentOf(id, Object.values(args)[0]),
      flags: Object.values(flags)
        .filter(flag => !flag.hidden)
        .map(flag => ({
          name: flag.name,
          ...(flag.char === undefined ? {} : { char: flag.char }),
          summary: plain(flag.summary ?? ''),
          takesValue: flag.type === 'option',
        })),
    }))
    .sort((a, b) => a.words.join(' ').localeCompare(b.words.join(' ')))

const argumentOf = (
  id: string,
  argument: { readonly name: string; readonly options?: readonly string[] } | undefined,
): Pick<CompletableCommand, 'values' | 'names'> => {
  const names = id === 'roles:show' ? 'roles' : nameKinds[argument?.name ?? '']
  return { values: argument?.options ?? [], ...(names === undefined ? {} : { names }) }
}

/** By the argument's name. */
const nameKinds: Readonly<Record<string, NameKind>> = {
  task: 'tasks',
  agent: 'agents',
  machine: 'agents',
  framework: 'frameworks',
  hosts: 'hosts',
  pattern: 'hosts',
}

/** Quotes and what shells expand would end the text they stand in. */
const plain = (text: string) => text.replace(/[`'"$\\[\]]/g, '')

/** First words, each once; a topic's summary names its commands. */
export const firstWords = (commands: readonly CompletableCommand[]): { word: string; summary: string }[] =>
  [...Map.groupBy(commands, ({ words }) => words[0]!)].map(([word, group]) => ({
    word,
    summary: group[0]!.words.length === 1 ? group[0]!.summary : group.map(({ words }) => words[1]).join(', '),
  }))

export const topics = (commands: readonly CompletableCommand[]): Map<string, CompletableCommand[]> =>
  Map.groupBy(
    commands.filter(({ words }) => words.length === 2),
    ({ words }) => words[0]!,
  )
