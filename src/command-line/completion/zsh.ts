import { type CompletableCommand, firstWords, topics } from './commands.ts'

export const zshScript = (commands: readonly CompletableCommand[]): string => `#compdef mantl
# mantl completion for zsh
# source <(mantl completion zsh)
_mantl() {
  local -a choices values
  local command=$words[2] names=
  if ((CURRENT == 2)); then
    choices=(${firstWords(commands)
      .map(({ word, summary }) => choice(word, summary))
      .join(' ')})
    _describe command choices
    return
  fi
  case $command in
${[...topics(commands)].map(topicCase).join('\n')}
  esac
  (($words[(I)--] > 0 && $words[(I)--] < CURRENT)) && { _files; return }
  case $command in
${commands.map(flagCase).join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then _describe -o flag choices; return; fi
  [[ $words[CURRENT-1] == (-l|--limit) ]] && names=hosts
  [[ -n $names ]] && values=(\${(f)"$(mantl complete $names 2>/dev/null </dev/null)"})
  if (($#values)); then compadd -a values; else _files; fi
}
compdef _mantl mantl
`

const topicCase = ([topic, commands]: [string, CompletableCommand[]]) => `    ${topic})
      if ((CURRENT == 3)); then
        choices=(${commands.map(({ words, summary }) => choice(words[1]!, summary)).join(' ')})
        _describe command choices
        return
      fi
      command="$command $words[3]" ;;`

const flagCase = ({ words, flags, values, names }: CompletableCommand) =>
  `    '${words.join(' ')}') choices=(${flags.map(({ name, summary }) => choice(`--${name}`, summary)).join(' ')})${values.length === 0 ? '' : ` values=(${values.join(' ')})`}${names === undefined ? '' : ` names=${names}`} ;;`

const choice = (word: string, summary: string) => `'${word}:${summary}'`
