import { MantlError } from '../../../../errors.ts'
import type { LaunchSpec, SpecProcess } from '../launch-spec.ts'
import { wrapInTerminal } from '../streams/terminal.ts'
import { type ShimPrograms, terminalPrograms } from './programs.ts'
import { quote, quoteAll } from './quote.ts'
import { sizeOf } from './terminal-size.ts'

/**
 * What a shell reads after it has become the task's user: the environment, then the program in the shell's own place. The
 * environment comes so late because the loader obeys some of its variables, and nothing privileged may run under them;
 * and not in anybody's arguments, because those are public.
 */
export const launchScript = (spec: LaunchSpec, programs: ShimPrograms, stdin = '</dev/null'): string => {
  const { args, env } = spec.process
  if (args.length === 0) throw new MantlError('follower.launch', 'the command is empty')
  const pairs = env.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const)
  const exported = pairs.filter(([name]) => isExportable(name))
  const odd = pairs.filter(([name]) => !isExportable(name))
  const lines = [
    'unset OLDPWD',
    ...exported.map(([name, value]) => `export ${name}=${quote(value)}`),
    `exec ${quoteAll(inTerminal([...throughEnv(odd), ...args], spec.process, programs))} ${stdin}`,
  ]
  return `{\n${lines.join('\n')}\n}\n`
}

const inTerminal = (
  argv: readonly string[],
  { env, terminal, consoleSize }: SpecProcess,
  programs: ShimPrograms,
): readonly string[] => {
  if (!terminal) return argv
  const shell = env.find(pair => pair.startsWith('SHELL='))?.slice('SHELL='.length)
  return wrapInTerminal(argv, sizeOf(consoleSize), terminalPrograms(programs), shell)
}

/** Names that a shell can't hold as a variable, or that mean something to it. */
const isExportable = (name: string): boolean =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !/^(OPTIND|PPID|E?UID|LINENO|IFS|_|PS4|ENV|SHELLOPTS|BASH.*)$/.test(name)

const throughEnv = (odd: readonly (readonly [string, string])[]): readonly string[] =>
  odd.length === 0 ? [] : ['/usr/bin/env', ...odd.map(([name, value]) => `${name}=${value}`)]
