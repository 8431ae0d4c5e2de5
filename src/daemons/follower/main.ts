import { readFileSync } from 'node:fs'
import { MantlError } from '../../errors.ts'
import { MESOS_VERSION } from '../../http/build-info.ts'
import { daemonExit } from '../../runtime/exit-codes.ts'
import { parseFlags } from '../../runtime/flags.ts'
import { followerFlags } from './flags.ts'
import { startFollower } from './start.ts'

const program = 'mesos-agent'

/** The follower's process: reads its flags, starts, and says on stderr why it can't. */
export const main = async (argv: readonly string[] = process.argv.slice(2)): Promise<void> => {
  const parsed = parseFlags(followerFlags, {
    argv,
    env: process.env,
    readFile: path => readFileSync(path, 'utf8'),
    program,
  })
  if (parsed.kind === 'help') return void process.stdout.write(parsed.text)
  if (parsed.kind === 'version') return void process.stdout.write(`mesos ${MESOS_VERSION}\n`)
  if (parsed.kind === 'problems') return complain(parsed.problems, daemonExit.usage)
  for (const warning of parsed.warnings) process.stderr.write(`${program}: ${warning}\n`)
  try {
    await startFollower(parsed.values, parsed.shown)
  } catch (error) {
    if (!(error instanceof MantlError)) throw error
    complain([error.message, ...(error.hint ? [error.hint] : [])], codeOf(error))
    process.exit()
  }
}

const usageErrors = new Set(['follower.flags', 'follower.isolation', 'credentials.invalid'])

const codeOf = ({ code }: MantlError): number => (usageErrors.has(code) ? daemonExit.usage : daemonExit.failed)

const complain = (lines: readonly string[], code: number): void => {
  for (const line of lines) process.stderr.write(`${program}: ${line}\n`)
  process.exitCode = code
}
