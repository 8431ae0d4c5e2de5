import { type CompletableCommand, firstWords, topics } from './commands.ts'

export const bashScript = (commands: readonly CompletableCommand[]): string => `# mantl completion for bash
# eval "$(mantl completion bash)"
_mantl() {
  local current=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[1]} flags= values= names= word
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${words(firstWords(commands).map(({ word }) => word))}' -- "$current"))
    return
  fi
  case $command in
${[...topics(commands)].map(topicCase).join('\n')}
  esac
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -- ]] && return
  done
  case $command in
${commands.map(flagCase).join('\n')}
  esac
  case $current,\${COMP_WORDS[COMP_CWORD-1]} in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$current")); return ;;
    *,-l|*,--limit) values= names=hosts ;;
    *,-*) [[ $names == hosts ]] && return ;;
  esac
  [[ -n $names ]] && values=$(mantl complete "$names" 2>/dev/null </dev/null)
  [[ -n $values ]] && COMPREPLY=($(compgen -W "$values" -- "$current"))
}
complete -o default -o bashdefault -F _mantl mantl
`

const topicCase = ([topic, commands]: [string, CompletableCommand[]]) => `    ${topic})
      if ((COMP_CWORD == 2)); then
        COMPREPLY=($(compgen -W '${words(commands.map(command => command.words[1]!))}' -- "$current"))
        return
      fi
      command="$command \${COMP_WORDS[2]}" ;;`

const flagCase = ({ words: [...name], flags, values, names }: CompletableCommand) =>
  `    '${name.join(' ')}') flags='${words(flags.map(flag => `--${flag.name}`))}'${values.length === 0 ? '' : ` values='${words(values)}'`}${names === undefined ? '' : ` names=${names}`} ;;`

const words = (list: readonly string[]) => list.join(' ')
