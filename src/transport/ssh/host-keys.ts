import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { MantlError } from '../../errors.ts'
import type { Login } from './config.ts'
import { fingerprint, judge, type KnownHost, keyType, knownName, knownTypes, parseKnownHosts } from './known-hosts.ts'

export interface HostKeyCheck {
  /** Algorithms to offer, those of the known keys first, so that a server with several keys shows one that we know. */
  readonly algorithms: string[]
  /** undefined: go on. */
  check(key: Uint8Array): MantlError | undefined
}

/** `host`: with its address, for messages. Reads the files when called and again for each check, since another connection may just have learnt the key. */
export const hostKeyCheck = (host: string, login: Login, acceptNew: boolean): HostKeyCheck => {
  const name = knownName(login.knownAs, login.port)
  return {
    algorithms: orderedAlgorithms(knownTypes(readAll(login.knownHostsFiles), name)),
    check(key) {
      const verdict = judge(readAll(login.knownHostsFiles), name, key)
      if (verdict.kind === 'known') return undefined
      if (verdict.kind !== 'unknown') return refusal[verdict.kind](host, name, key, verdict.places)
      if (!acceptNew) return unknown(host, key)
      return learn(login.knownHostsFiles[0]!, name, key)
    },
  }
}

const orderedAlgorithms = (known: readonly string[]): string[] => {
  const first = algorithms.filter(([type]) => known.includes(type))
  const rest = algorithms.filter(([type]) => !known.includes(type))
  return [...first, ...rest].flatMap(([, names]) => names)
}

/** Key type → signature algorithms; SHA-1 signatures are not among them. */
const algorithms: readonly (readonly [string, readonly string[]])[] = [
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256']],
]

const shown = (key: Uint8Array): string => `${keyType(key)} ${fingerprint(key)}`

const unknown = (host: string, key: Uint8Array): MantlError =>
  new MantlError('ssh.host_key_unknown', `${host} has a host key that is not known: ${shown(key)}`, {
    hint: 'compare the fingerprint with the host, then run again with --accept-new-host-keys',
  })

type Refuse = (host: string, name: string, key: Uint8Array, places: readonly string[]) => MantlError

const refusal: Record<'changed' | 'revoked' | 'authority', Refuse> = {
  changed: (host, name, key, places) =>
    new MantlError('ssh.host_key_changed', `${host} shows ${shown(key)}, another key than ${places.join(', ')}`, {
      hint: `somebody may be listening in; if the host was set up anew, remove it: ssh-keygen -R '${name}'`,
    }),
  revoked: (host, _, key, places) =>
    new MantlError('ssh.host_key_revoked', `${host} shows ${shown(key)}, which ${places.join(', ')} revokes`, {
      hint: 'give the host a new key',
    }),
  authority: (host, _, key, places) =>
    new MantlError(
      'ssh.host_key_authority',
      `${places.join(', ')} trusts only certificates for ${host}, and host certificates are not supported: ${shown(key)}`,
      {
        hint: 'add the key of the host itself to known_hosts',
      },
    ),
}

const readAll = (files: readonly string[]): KnownHost[] =>
  files.flatMap(file => {
    const text = readIfThere(file)
    const before = parsed.get(file)
    const hosts = before?.text === text ? before.hosts : parseKnownHosts(text, file)
    parsed.set(file, { text, hosts })
    return hosts
  })

/** Of each file what was read last: a hundred hosts ask for the same. */
const parsed = new Map<string, { readonly text: string; readonly hosts: readonly KnownHost[] }>()

const readIfThere = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** One append of one line: several runs may do so at once and none loses the other's. */
const learn = (file: string, name: string, key: Uint8Array): MantlError | undefined => {
  const before = readIfThere(file)
  const line = `${name} ${keyType(key)} ${Buffer.from(key).toString('base64')}\n`
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    appendFileSync(file, before === '' || before.endsWith('\n') ? line : `\n${line}`, { mode: 0o600 })
    return undefined
  } catch (cause) {
    return new MantlError(
      'ssh.host_key_not_stored',
      `the host key of ${name} can't be added to ${file}: ${(cause as Error).message}`,
      { cause },
    )
  }
}
