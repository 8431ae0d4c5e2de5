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
  const lines = [...directory(command), ...environment(command), program(command)].join('\n')
  if (command.stdin !== undefined) return `printf ${quotePrintf(stdinBytes(command.stdin))} | (${lines})`
  return sharesShell(command) ? `{ ${lines}\n} </dev/null` : `(${lines}) </dev/null`
}

const program = (command: Command): string => {
  if ('argv' in command) return quoteArgv(command.argv)
  const words = command.args === undefined ? '' : `set -- ${command.args.map(quote).join(' ')}\n`
  return `${words}eval ${quote(command.script)}`
}

/** A program in a file can't change the sh that starts it, so it needs no subshell around it: one fork less. */
const sharesShell = (command: Command): boolean => {
  if (command.env !== undefined || command.cwd !== undefined) return false
  return 'argv' in command ? isFile(command.argv[0]!) : command.inline === true
}

const isFile = (name: string): boolean => name.includes('/') || files.has(name)

/** Programs that no sh has built in. */
const files = new Set(['cat', 'dpkg-query', 'getent', 'id', 'ls', 'sh', 'sha256sum', 'stat', 'systemctl', 'uname'])

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
