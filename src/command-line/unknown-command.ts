import { MantlError } from '../errors.ts'
import { nearestName } from '../inventory/did-you-mean.ts'

/** `typed`: the words that were typed, flags left out; `known`: ids of commands and topics, words apart by a space. */
export const unknownCommand = (typed: readonly string[], known: readonly string[]): MantlError => {
  const meant = nearestCommand(typed, known)
  return new MantlError('usage.unknown_command', `there is no command ${nameOf(typed, known)}`, {
    hint:
      typed[0] === 'version'
        ? '`mantl --version` tells'
        : meant === undefined
          ? listedAt(typed[0], known)
          : `did you mean \`mantl ${meant}\`?`,
  })
}

const listedAt = (first: string | undefined, known: readonly string[]) =>
  known.some(id => id.startsWith(`${first} `))
    ? `\`mantl help ${first}\` lists its commands`
    : '`mantl help` lists the commands'

/** As many of the typed words as may have been meant as a command: those behind a topic count, arguments do not. */
const nameOf = ([first = '', second]: readonly string[], known: readonly string[]) =>
  second !== undefined && known.some(id => id.startsWith(`${first} `)) ? `${first} ${second}` : first

const nearestCommand = (typed: readonly string[], known: readonly string[]): string | undefined => {
  const bySize = [2, 1].filter(words => words <= typed.length)
  for (const words of bySize) {
    const meant = nearestName(
      typed.slice(0, words).join(' '),
      known.filter(id => id.split(' ').length === words),
    )
    if (meant !== undefined) return meant
  }
  return known.find(id => id.endsWith(` ${typed[0]}`))
}

export interface Commands {
  readonly commandIDs: readonly string[]
  readonly topics: readonly { readonly name: string }[]
}

export const knownIds = ({ commandIDs, topics }: Commands): string[] =>
  [...new Set([...commandIDs, ...topics.map(({ name }) => name)])].map(id => id.replaceAll(':', ' '))

/** An oclif hook: what was typed is no command. */
export default ({ id, config }: { readonly id: string; readonly config: Commands }): never => {
  throw unknownCommand(id.split(':'), knownIds(config))
}
