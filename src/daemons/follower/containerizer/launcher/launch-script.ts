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
  const through = odd.length === 0 ? undefined : setter(odd, programs)
  const argv = inTerminal([...(through?.argv ?? []), ...args], spec.process, programs)
  const lines = [
    'unset OLDPWD',
    ...exported.map(([name, value]) => `export ${name}=${quote(value)}`),
    `exec ${quoteAll(argv)} ${stdin}${through?.input ?? ''}`,
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

type Pair = readonly [string, string]

/** What sets variables that a shell can't, and becomes the program then. Without perl their values are in its arguments for a moment. */
const setter = (
  odd: readonly Pair[],
  { perl }: ShimPrograms,
): { readonly argv: readonly string[]; readonly input: string } => {
  if (perl === undefined)
    return { argv: ['/usr/bin/env', ...odd.map(([name, value]) => `${name}=${value}`)], input: '' }
  const lines = odd.map(pair => pair.map(hex).join(' '))
  return { argv: [perl, '-e', setAndBecome], input: ` 5<<'END'\n${lines.join('\n')}\nEND` }
}

/** Descriptor 5 holds a line of name and value each, in hexadecimal. */
const setAndBecome =
  'open F, "<&=5"; while (<F>) { ($n, $v) = map { pack "H*", $_ } split /[ \\n]/; $ENV{$n} = $v // "" } close F; exec { $ARGV[0] } @ARGV; exit 127'

const hex = (text: string): string => Buffer.from(text).toString('hex')
