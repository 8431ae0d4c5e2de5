import { readFileSync } from 'node:fs'
import ssh2, { type AuthenticationType, type ParsedKey } from 'ssh2'
import { MantlError, reasonOf } from '../../errors.ts'
import type { Login } from './config.ts'

/** One thing to try, in ssh2's shape. */
export type Attempt = { readonly type: AuthenticationType; readonly username: string } & Record<string, unknown>

export interface Authentication {
  readonly attempts: Attempt[]
  /** What there was to try, and what could not be tried, for the message when all are refused. */
  readonly tried: readonly string[]
  readonly unusable: readonly string[]
}

/** The inventory's key, the agent, other key files, a password if one was given. Throws MantlError ssh.key_unreadable, ssh.key_encrypted. */
export const authentication = (login: Login): Authentication => {
  const given = login.privateKeyFile === undefined ? [] : [readKey(login.privateKeyFile)]
  for (const key of given) if (key.kind !== 'usable') mustBeUsable(key, login)
  const found = login.identityFiles.filter(file => file !== login.privateKeyFile).map(readKey)
  const encrypted = [...given, ...found].filter(key => key.kind === 'encrypted')
  const useAgent = login.agentSocket !== undefined && (!login.identitiesOnly || encrypted.length > 0)
  const username = login.user
  return {
    attempts: [
      ...given.flatMap(key => keyAttempt(key, username)),
      ...(useAgent ? [{ type: 'agent', username, agent: login.agentSocket } as const] : []),
      ...found.flatMap(key => keyAttempt(key, username)),
      ...(login.password === undefined ? [] : passwordAttempts(username, login.password)),
    ],
    tried: [
      ...[...given, ...found].filter(key => key.kind === 'usable').map(key => key.file),
      ...(useAgent ? ['the ssh agent'] : []),
      ...(login.password === undefined ? [] : ['the password']),
    ],
    unusable: useAgent ? [] : encrypted.map(key => key.file),
  }
}

type Key =
  | { readonly kind: 'usable'; readonly file: string; readonly key: ParsedKey }
  | { readonly kind: 'missing' | 'encrypted' | 'malformed'; readonly file: string; readonly reason: string }

const readKey = (file: string): Key => {
  try {
    const key = parsedKey(file, readFileSync(file, 'utf8'))
    if (!(key instanceof Error)) return { kind: 'usable', file, key }
    return { kind: /encrypted/i.test(key.message) ? 'encrypted' : 'malformed', file, reason: key.message }
  } catch (error) {
    return { kind: 'missing', file, reason: reasonOf(error) }
  }
}

const parsedKey = (file: string, text: string): ParsedKey | Error => {
  const before = parsed.get(file)
  if (before?.text === text) return before.key
  const key = ssh2.utils.parseKey(text) as ParsedKey | Error
  parsed.set(file, { text, key })
  return key
}

/** Of each file what was read last: a hundred hosts are logged in to with the same. */
const parsed = new Map<string, { readonly text: string; readonly key: ParsedKey | Error }>()

const mustBeUsable = (key: Exclude<Key, { kind: 'usable' }>, login: Login): void => {
  if (key.kind !== 'encrypted')
    throw new MantlError('ssh.key_unreadable', `the private key ${key.file} can't be used: ${key.reason}`, {
      hint: 'ansible_ssh_private_key_file names a private key in OpenSSH or PEM format',
    })
  if (login.agentSocket === undefined) throw encryptedKey([key.file])
}

export const encryptedKey = (files: readonly string[]): MantlError =>
  new MantlError(
    'ssh.key_encrypted',
    `the private key ${files.join(', ')} has a passphrase and no ssh agent is running`,
    {
      hint: `eval "$(ssh-agent)" && ssh-add ${files[0]}`,
    },
  )

const keyAttempt = (key: Key, username: string): Attempt[] =>
  key.kind === 'usable' ? [{ type: 'publickey', username, key: key.key }] : []

/** Servers with PAM often know only the second way. */
const passwordAttempts = (username: string, password: string): Attempt[] => [
  { type: 'password', username, password },
  {
    type: 'keyboard-interactive',
    username,
    prompt: (
      _name: string,
      _text: string,
      _language: string,
      prompts: { echo?: boolean }[],
      finish: (answers: string[]) => void,
    ) => finish(prompts.map(({ echo }) => (echo ? '' : password))),
  },
]
