import { exitCode, type MantlError } from '../errors.ts'

/** What each code says, for docs/json.md. */
export const exitMeanings: Readonly<Record<keyof typeof exitCode, string>> = {
  fine: 'all went well',
  failed: 'it failed; of `mantl doctor`: it found a fault',
  changes: '`mantl plan --detailed-exitcode`: something would change',
  someHostsFailed: 'some hosts failed, or were held back',
  locked: 'another run holds the lock of a host',
  unreachable: 'a host or the leader was not reached',
  drift: '`mantl drift`: something differs',
  usage: 'the command line or the inventory is wrong; nothing was begun',
  interrupted: 'Ctrl-C: what was under way is finished, nothing else was begun',
}

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
