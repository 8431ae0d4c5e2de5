import { type CompletableCommand, type CompletableFlag, firstWords, topics } from './commands.ts'

export const fishScript = (commands: readonly CompletableCommand[]): string =>
  `${[
    '# mantl completion for fish',
    '# mantl completion fish | source',
    ...firstWords(commands).map(({ word, summary }) => complete('__fish_use_subcommand', `-f -a ${word}`, summary)),
    ...[...topics(commands)].flatMap(([topic, group]) => subcommands(topic, group)),
    ...commands.flatMap(({ words, flags }) =>
      flags.map(flag => complete(seen(words), flagOptions(flag), flag.summary)),
    ),
    ...commands.flatMap(argument),
  ].join('\n')}\n`

const subcommands = (topic: string, group: readonly CompletableCommand[]) => {
  const names = group.map(({ words }) => words[1]!)
  const condition = `__fish_seen_subcommand_from ${topic}; and not __fish_seen_subcommand_from ${names.join(' ')}`
  return group.map(({ words, summary }) => complete(condition, `-f -a ${words[1]}`, summary))
}

const argument = ({ words, values, names }: CompletableCommand): readonly string[] => {
  const offered = names === undefined ? values.join(' ') : asking(names)
  return offered === '' ? [] : [`complete -c mantl -n '${seen(words)}' -f -a '${offered}'`]
}

const asking = (names: string) => `(mantl complete ${names} 2>/dev/null </dev/null)`

const seen = (words: readonly string[]) => words.map(word => `__fish_seen_subcommand_from ${word}`).join('; and ')

const flagOptions = ({ name, char, takesValue }: CompletableFlag) =>
  `-l ${name}${char === undefined ? '' : ` -s ${char}`}${takesValue ? ' -r' : ''}${name === 'limit' ? ` -f -a '${asking('hosts')}'` : ''}`

const complete = (condition: string, options: string, summary: string) =>
  `complete -c mantl -n '${condition}' ${options} -d '${summary}'`
