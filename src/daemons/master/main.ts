import { mkdirSync, readFileSync } from 'node:fs'
import { MantlError } from '../../errors.ts'
import { MESOS_VERSION } from '../../http/build-info.ts'
import { parseFlags } from '../../runtime/flags.ts'
import { createLogger, type Logger, type LogLevel } from '../../runtime/logger.ts'
import { exitCode } from './exit-code.ts'
import { masterFlags } from './flags.ts'
import { lead } from './lead.ts'
import { flagProblems, type MasterFlags } from './settings.ts'

export interface Surroundings {
  /** What follows the program's name. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The program `mesos-master`: reads its flags and leads, or stands by. Exits by itself only on bad flags and early failures. */
export const main = async ({ argv, env }: Surroundings): Promise<void> => {
  const readFile = (path: string) => readFileSync(path, 'utf8')
  const parsed = parseFlags(masterFlags, { argv, env, readFile, program: 'mesos-master' })
  if (parsed.kind === 'help') return void process.stdout.write(`${parsed.text}\n`)
  if (parsed.kind === 'version') return void process.stdout.write(`mesos ${MESOS_VERSION}\n`)
  const problems = parsed.kind === 'problems' ? parsed.problems : flagProblems(parsed.values)
  if (parsed.kind === 'problems' || problems.length > 0) return refuse(problems)
  const log = openLog(parsed.values)
  for (const warning of parsed.warnings) log.warning(warning)
  try {
    await lead({ flags: parsed.values, shown: parsed.shown, log })
  } catch (error) {
    log.fatal(`mesos-master can't start: ${(error as Error).message}`, { error, hint: (error as MantlError).hint })
    process.exit(error instanceof MantlError && error.code.startsWith('credentials') ? exitCode.usage : exitCode.failed)
  }
}

const refuse = (problems: readonly string[]): void => {
  for (const problem of problems) process.stderr.write(`mesos-master: ${problem}\n`)
  process.exitCode = exitCode.usage
}

const openLog = ({ logging_level, log_dir, quiet, work_dir }: MasterFlags): Logger => {
  if (work_dir !== undefined) mkdirSync(work_dir, { recursive: true })
  return createLogger('mesos-master', logging_level as LogLevel, { logDir: log_dir, quiet })
}
