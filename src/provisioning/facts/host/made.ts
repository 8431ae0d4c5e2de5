import type { FactKind } from '../../model/fact.ts'

/** Something that mantl made on the host and that was not there before; destroy removes these and nothing else. */
export interface Made {
  /** tree: a folder with all that is in it; path: a file, a link, or a folder only if it is empty; block: lines of ours in a file of others. */
  readonly kind: 'tree' | 'path' | 'block' | 'user' | 'group' | 'package' | 'unit'
  readonly name: string
}

/** The list that every apply extends before it makes something: one `kind name` a line. */
export const made: FactKind<{ readonly state: string }, readonly Made[]> = {
  name: 'host/made',
  subject: () => 'the list of what mantl made',
  command: ({ state }) => ({
    script: 'cat "$MADE" 2>/dev/null; :',
    env: { MADE: `${state}/made` },
    maxOutputBytes: 1_000_000,
  }),
  read: ({ stdout }) => {
    const seen = new Map(
      stdout
        .split('\n')
        .slice(0, -1) // a last line without its end was torn: half a path may be somebody else's
        .filter(isWhole)
        .map(line => [line, toMade(line)]),
    )
    return [...seen.values()]
  },
}

const isWhole = (line: string) => /^(tree|path|block|user|group|package|unit) \S/.test(line)

const toMade = (line: string): Made => {
  const space = line.indexOf(' ')
  return { kind: line.slice(0, space) as Made['kind'], name: line.slice(space + 1) }
}
