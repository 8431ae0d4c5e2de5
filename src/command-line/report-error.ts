import { stripVTControlCharacters } from 'node:util'
import type { MantlError } from '../errors.ts'
import type { ErrorDetails, ErrorResult } from '../results/error.ts'
import { coloursWanted } from '../ui/terminal/colours.ts'
import { createPalette } from '../ui/terminal/palette.ts'
import { exitCodeOf } from './exit-codes.ts'

export interface ReportOptions {
  readonly json: boolean
  /** What lies behind the error is shown too. */
  readonly verbose: boolean
}

/** The one place where errors are printed; sets the exit code. */
export const reportError = (error: MantlError, { json, verbose }: ReportOptions): void => {
  process.exitCode = exitCodeOf(error)
  if (json) {
    process.stdout.write(`${JSON.stringify(errorData(error), null, 2)}\n`)
    return
  }
  const { red, dim } = createPalette(coloursWanted(process.stderr))
  process.stderr.write(`${red('error')}: ${error.message}\n`)
  if (error.hint !== undefined) process.stderr.write(`${dim('hint')}:  ${error.hint}\n`)
  if (verbose) process.stderr.write(`${dim(`code:  ${error.code}`)}\n`)
  if (verbose && error.cause !== undefined) process.stderr.write(`${dim(`cause: ${causeText(error.cause)}`)}\n`)
}

/** Kinds of errors that know more have it in `details`, which stands beside. */
export const errorData = (known: MantlError & { readonly details?: ErrorDetails }): ErrorResult => {
  const { code, message, hint, retryable, details = {} } = known
  return { error: { code, message, ...(hint === undefined ? {} : { hint }), retryable }, ...details }
}

const causeText = (cause: unknown) =>
  stripVTControlCharacters(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause))
