import { readFile } from 'node:fs/promises'
import { Flags } from '@oclif/core'
import { MantlError, reasonOf } from '../errors.ts'
import type { LeaderOptions, Login } from '../mesos/clients/leader.ts'
import { knownClusters } from './known-clusters.ts'

/** Flags of every command that speaks to a running cluster. */
export const clusterFlags = {
  master: Flags.string({
    summary: 'a leader, HOST:PORT; several with commas between',
    env: 'MANTL_MASTER',
    helpValue: 'HOST:PORT',
    helpGroup: 'CLUSTER',
  }),
  principal: Flags.string({
    summary: 'name to log in with',
    helpValue: 'NAME',
    env: 'MANTL_PRINCIPAL',
    dependsOn: ['secret-file'],
    helpGroup: 'CLUSTER',
  }),
  'secret-file': Flags.string({
    summary: 'file that holds the secret to log in with',
    env: 'MANTL_SECRET_FILE',
    dependsOn: ['principal'],
    helpValue: 'FILE',
    helpGroup: 'CLUSTER',
  }),
}

/** As provision prints it, and as a browser has it. */
const plainAddress = (text: string) => text.replace(/^http:\/\//, '').replace(/\/$/, '')

interface Given {
  readonly master?: string
  readonly principal?: string
  readonly 'secret-file'?: string
}

/** Where the leaders are: as the flags say, else where the last provision put them, else this machine's usual port. */
export const leaderOptions = async (flags: Given): Promise<LeaderOptions> => {
  const candidates = flags.master?.split(',').map(plainAddress) ??
    (await knownClusters())[0]?.leaders ?? ['127.0.0.1:5050']
  const malformed = candidates.find(candidate => !/^[^\s/:]+:\d{1,5}$/.test(candidate))
  if (malformed !== undefined) {
    throw new MantlError('usage.master', `--master ${malformed} is not HOST:PORT`, {
      hint: 'for example --master 10.0.0.1:5050',
    })
  }
  const login = await loginOf(flags)
  return login === undefined ? { candidates } : { candidates, login }
}

/** As the flags say; undefined when they say nothing. */
export const loginOf = async (flags: Omit<Given, 'master'>): Promise<Login | undefined> =>
  flags.principal === undefined
    ? undefined
    : { principal: flags.principal, secret: await readSecret(flags['secret-file'] ?? '') }

/** The file's text without its last line break. */
export const readSecret = async (file: string): Promise<string> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new MantlError('usage.secret_file', `the secret file ${file} cannot be read: ${reasonOf(cause)}`, {
      cause,
    })
  })
  const secret = text.replace(/\r?\n$/, '')
  if (secret === '' || /[\r\n\0]/.test(secret))
    throw new MantlError('usage.secret_file', `${file} must hold one line, the secret`)
  return secret
}
