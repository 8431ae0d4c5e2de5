import { readFileSync, statSync } from 'node:fs'
import { MantlError } from '../../errors.ts'
import type { Logger } from '../../runtime/logger.ts'
import { type Credential, parseCredential, parseCredentials } from '../credentials.ts'

/** The file behind `--credentials` or `--http_credentials`; `path` may begin with `file://`. */
export const readCredentials = (path: string, log: Logger): Credential[] => read(path, log, parseCredentials)

/** The file behind an agent's `--credential`. */
export const readCredential = (path: string, log: Logger): Credential => read(path, log, parseCredential)

const read = <T>(path: string, log: Logger, parse: (text: string, file: string) => T): T => {
  const file = path.replace(/^file:\/\//, '')
  try {
    // Mesos takes such a file too
    if (statSync(file).mode & 0o007) log.warning(`${file} holds secrets and can be read by everybody; chmod it to 0600`)
    return parse(readFileSync(file, 'utf8'), file)
  } catch (cause) {
    if (cause instanceof MantlError) throw cause
    throw new MantlError('credentials.unreadable', `can't read ${file}: ${(cause as Error).message}`, { cause })
  }
}
