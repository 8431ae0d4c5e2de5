import { MantlError } from '../../errors.ts'
import type { Command } from '../connection.ts'
import { quote, quoteArgv, quoteExport, quotePrintf } from '../quote.ts'

/** Above this a shell's parser is the wrong way; use an upload. */
export const maxStdinBytes = 256 * 1024

/** Exit code of a command whose `cwd` is no directory. */
export const noSuchDirectory = 125

/**
 * A command as one compound command of sh. PURE. A subshell keeps its variables, directory and `exit` to itself; `eval` of one
 * quoted word keeps a syntax error to itself. Nothing of it stands in the arguments of a process but `argv` itself.
 */
export const commandText = (command: Command): string => {
  const body = `(${[...directory(command), ...environment(command), program(command)].join('\n')})`
  return command.stdin === undefined
    ? `${body} </dev/null`
    : `printf ${quotePrintf(stdinBytes(command.stdin))} | ${body}`
}

const program = (command: Command): string =>
  'argv' in command ? quoteArgv(command.argv) : `eval ${quote(command.script)}`

const directory = ({ cwd }: Command): string[] => {
  if (cwd === undefined) return []
  if (!cwd.startsWith('/')) throw new MantlError('command.malformed', `the working directory '${cwd}' is not absolute`)
  return [`cd -- ${quote(cwd)} || exit ${noSuchDirectory}`]
}

const environment = ({ env = {} }: Command): string[] =>
  Object.entries(env).map(([name, value]) => quoteExport(name, value))

const stdinBytes = (stdin: string | Uint8Array): Uint8Array => {
  const bytes = typeof stdin === 'string' ? Buffer.from(stdin) : stdin
  if (bytes.length > maxStdinBytes)
    throw new MantlError(
      'command.malformed',
      `a command's stdin has ${bytes.length} bytes, more than ${maxStdinBytes}`,
      {
        hint: 'upload it as a file and let the command read that',
      },
    )
  return bytes
}
