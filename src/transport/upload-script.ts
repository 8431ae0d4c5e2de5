import { posix } from 'node:path'
import { MantlError } from '../errors.ts'
import type { UploadOptions } from './connection.ts'
import { quote, quoteArgv, quotePrintf } from './quote.ts'

/** What an upload's script ends with when it does not succeed. */
export const uploadExit = { notWritten: 71, digestDiffers: 72, notSettled: 73, isDirectory: 74 } as const

export interface UploadPlan {
  readonly destination: string
  readonly sha256: string
  /** In bytes. */
  readonly size: number
  readonly options: UploadOptions
  /** Makes the temporary name unique. */
  readonly id: string
  /** The bytes themselves, where they are few; else they come on stdin. */
  readonly content?: Uint8Array
  /** sh text for when the file is whole, as $t, and has not got its name yet. */
  readonly whole?: string
  /** sh words: files that are to be on the disk before it is, where it is durable. */
  readonly before?: string
}

/**
 * sh text that takes a file from stdin and gives it its name when everything about it is right. PURE. Its mode stands
 * before its first byte and is private as long as the owner is not the right one; owner before mode, since chown clears setuid bits. Throws MantlError command.malformed.
 */
export const uploadScript = (plan: UploadPlan): string => {
  const { destination, sha256, size, options, id, content, whole, before } = plan
  if (!destination.startsWith('/') || destination.endsWith('/'))
    throw new MantlError('command.malformed', `the destination '${destination}' is no absolute path of a file`)
  const temporary = posix.join(posix.dirname(destination), `.${posix.basename(destination).slice(0, 200)}.mantl-${id}`)
  // A plain mode without another owner can stand from the start, which saves a chmod.
  const closed = options.owner !== undefined || (options.mode & ~0o666) !== 0 || (options.mode & 0o600) !== 0o600
  const { notWritten, digestDiffers, notSettled, isDirectory } = uploadExit
  return [
    `t=${quote(temporary)}; d=${quote(destination)}; umask ${octal(closed ? 0o077 : 0o777 & ~options.mode)}`,
    `[ ! -d "$d" ] || exit ${isDirectory}`,
    `trap 'rm -f -- "$t"' EXIT; trap 'exit ${notWritten}' HUP INT TERM PIPE`,
    `${writer(options, content)} >"$t" || exit ${notWritten}`,
    options.packed && !content
      ? `[ "$(stat -c %s "$t")" = ${size} ] || exit ${digestDiffers}`
      : `s=$(sha256sum <"$t") && [ "\${s%% *}" = ${sha256} ] || exit ${digestDiffers}`,
    ...(whole === undefined ? [] : [`${whole} || exit ${notWritten}`]),
    ...(options.owner === undefined ? [] : [`chown -- ${quote(options.owner)} "$t" || exit ${notSettled}`]),
    ...(closed ? [`chmod ${octal(options.mode & 0o7777)} "$t" || exit ${notSettled}`] : []),
    ...(options.durable ? [`sync ${before === undefined ? '' : `${before} `}"$t" || exit ${notSettled}`] : []),
    `mv -f -- "$t" "$d" || exit ${notSettled}`,
    'trap - EXIT',
    ...(options.durable ? [`sync "\${d%/*}/" || exit ${notSettled}`] : []),
  ].join('\n')
}

const writer = ({ packed }: UploadOptions, content?: Uint8Array): string => {
  if (content) return `printf ${quotePrintf(content)}`
  return packed ? quoteArgv(packed.unpack) : 'cat'
}

const octal = (mode: number): string => mode.toString(8).padStart(4, '0')

/** The error that an exit code other than 0 stands for. */
export const uploadError = (host: string, destination: string, exitCode: number, stderr: string): MantlError => {
  if (exitCode === uploadExit.digestDiffers && !stderr.trim())
    return new MantlError('upload.digest_differs', `${host} received other bytes for ${destination} than were sent`, {
      retryable: true,
    })
  const reason = exitCode === uploadExit.isDirectory ? 'a directory stands there' : whyIn(stderr)
  const full = /No space left|Disk quota|\bI\/O error|Input\/output error/.test(reason ?? '')
  return new MantlError(
    'upload.failed',
    `${host} could not store ${destination}: ${reason || `exit code ${exitCode}`}`,
    {
      // dash says of a full disk no more than I/O error
      ...(full ? { hint: `is the disk full? df -h ${posix.dirname(destination)}` } : {}),
    },
  )
}

/** Unpacking programs say at last that they failed, and before that why. */
const whyIn = (stderr: string): string | undefined => {
  const lines = stderr.trim().split('\n')
  return lines.find(line => systemErrors.test(line)) ?? lines.at(-1)
}

const systemErrors =
  /: (No space left on device|Disk quota exceeded|Read-only file system|Input\/output error|File too large)/
