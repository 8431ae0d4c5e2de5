import { run } from '@oclif/core'
import { reportError } from './command-line/report-error.ts'
import { toMantlError } from './command-line/usage-error.ts'

/** `entry`: URL of a file of the package, or of the bundle, whose commands are meant. Errors of commands end in BaseCommand; what gets here came before one was found. */
export const start = async (entry: string, argv = process.argv.slice(2)): Promise<void> => {
  try {
    await run(argv, entry)
  } catch (error) {
    if (isExit(error)) process.exitCode = error.oclif.exit
    else reportError(toMantlError(error), { json: asksFor('--json', argv), verbose: asksFor('-v', argv) })
  }
}

/** Said before `--`: what stands behind belongs to the command that is to run. */
const asksFor = (flag: string, argv: readonly string[]) =>
  argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined).includes(flag)

const isExit = (error: unknown): error is { readonly oclif: { readonly exit: number } } =>
  (error as { code?: unknown } | undefined)?.code === 'EEXIT'
