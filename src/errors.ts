/**
 * The only error base. `message`: what happened, naming the thing, without a period at its end.
 * `code`: stable and documented (docs/errors.md). `hint`: what to do about it. `retryable`: the same call may succeed later.
 */
export class MantlError extends Error {
  readonly code: string
  readonly hint?: string
  readonly retryable: boolean

  constructor(
    code: string,
    message: string,
    options: { readonly hint?: string; readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'MantlError'
    this.code = code
    this.hint = options.hint
    this.retryable = options.retryable ?? false
  }
}

/** Why a file could not be read or written, as people say it: Node's `ENOENT: no such file or directory, open '/x'` without code and path. */
export const reasonOf = (cause: unknown): string =>
  (cause as Error).message.replace(/^E[A-Z0-9]+: ([^,]*), [a-z]+(?: '.*')?$/s, '$1')

/** Exit codes of the command line. */
export const exitCode = {
  fine: 0,
  failed: 1,
  changes: 2,
  someHostsFailed: 3,
  locked: 4,
  unreachable: 5,
  drift: 6,
  usage: 64,
  interrupted: 130,
} as const
