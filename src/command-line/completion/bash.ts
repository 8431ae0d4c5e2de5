import { type CompletableCommand, firstWords, topics } from './commands.ts'

export const bashScript = (commands: readonly CompletableCommand[]): string => `# mantl completion for bash
# eval "$(mantl completion bash)"
_mantl() {
  local current=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[1]} flags= word
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
  [[ $current == -* ]] && COMPREPLY=($(compgen -W "$flags" -- "$current"))
}
complete -o default -o bashdefault -F _mantl mantl
`

const topicCase = ([topic, commands]: [string, CompletableCommand[]]) => `    ${topic})
      if ((COMP_CWORD == 2)); then
        COMPREPLY=($(compgen -W '${words(commands.map(command => command.words[1]!))}' -- "$current"))
        return
      fi
      command="$command \${COMP_WORDS[2]}" ;;`

const flagCase = ({ words: [...name], flags }: CompletableCommand) =>
  `    '${name.join(' ')}') flags='${words(flags.map(flag => `--${flag.name}`))}' ;;`

const words = (list: readonly string[]) => list.join(' ')
