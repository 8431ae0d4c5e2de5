import { exitCode, type MantlError } from '../errors.ts'

/** Which kinds of error end with which code; all others with 1. */
const exits: readonly (readonly [RegExp, number])[] = [
  [/^(inventory|usage)\./, exitCode.usage],
  [/^lock\.held$/, exitCode.locked],
  [/^(ssh\.|(leader|hosts|http)\.unreachable)/, exitCode.unreachable],
  [/\.interrupted$/, exitCode.interrupted],
  [/^hosts\.failed$/, exitCode.someHostsFailed],
]

export const exitCodeOf = ({ code }: MantlError): number =>
  exits.find(([pattern]) => pattern.test(code))?.[1] ?? exitCode.failed
