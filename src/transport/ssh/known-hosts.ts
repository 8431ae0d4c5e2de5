import { createHash, createHmac } from 'node:crypto'

/**
 * The format of known_hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). PURE.
 *   [@marker] name[,name…] type base64 [comment]      name: host, [host]:port, a pattern with * ? !, or |1|salt|HMAC-SHA1
 */
export interface KnownHost {
  /** file:line, for messages. */
  readonly place: string
  readonly marker?: 'revoked' | 'cert-authority'
  readonly names: string
  readonly type: string
  readonly key: string
}

export type Verdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  /** Other keys stand there for this host. */
  | { readonly kind: 'changed'; readonly places: readonly string[] }
  | { readonly kind: 'revoked'; readonly places: readonly string[] }
  /** Only certificates of an authority are trusted for this host; we can't check those. */
  | { readonly kind: 'authority'; readonly places: readonly string[] }

/** Lines that are none of the format are skipped, as ssh does. */
export const parseKnownHosts = (text: string, file: string): KnownHost[] =>
  text.split('\n').flatMap((line, index) => {
    const match =
      /^\s*(?:@(revoked|cert-authority)\s+)?([^#@\s]\S*)\s+([a-z][\w@.-]+)\s+([A-Za-z0-9+/]+=*)(?:\s|$)/.exec(line)
    if (!match) return []
    const [, marker, names, type, key] = match
    return [
      { place: `${file}:${index + 1}`, marker: marker as KnownHost['marker'], names: names!, type: type!, key: key! },
    ]
  })

/** A host's name as the file writes it. */
export const knownName = (host: string, port: number): string => (port === 22 ? host : `[${host}]:${port}`)

/** `key`: the blob that the server showed. A key of another type than the known ones counts as changed, else a liar would choose the type. */
export const judge = (hosts: readonly KnownHost[], name: string, key: Uint8Array): Verdict => {
  const text = Buffer.from(key).toString('base64')
  const ours = hosts.filter(host => matches(host.names, name))
  const revoked = ours.filter(host => host.marker === 'revoked' && host.key === text)
  if (revoked.length > 0) return { kind: 'revoked', places: places(revoked) }
  const plain = ours.filter(host => host.marker === undefined)
  if (plain.some(host => host.key === text)) return { kind: 'known' }
  if (plain.length > 0) return { kind: 'changed', places: places(plain) }
  const authorities = ours.filter(host => host.marker === 'cert-authority')
  return authorities.length > 0 ? { kind: 'authority', places: places(authorities) } : { kind: 'unknown' }
}

/** Key types that stand there for this host, to be asked for first. */
export const knownTypes = (hosts: readonly KnownHost[], name: string): string[] => [
  ...new Set(hosts.filter(host => host.marker === undefined && matches(host.names, name)).map(host => host.type)),
]

/** The first field of a key blob: a length of four bytes and that many of text. */
export const keyType = (key: Uint8Array): string => {
  const bytes = Buffer.from(key)
  return bytes.length < 4 ? '' : bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString('latin1')
}

/** As ssh prints it. */
export const fingerprint = (key: Uint8Array): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`

const places = (hosts: readonly KnownHost[]): string[] => hosts.map(host => host.place)

const matches = (names: string, name: string): boolean => {
  if (names.startsWith('|')) return matchesHash(names, name)
  const patterns = names.toLowerCase().split(',')
  const hits = (pattern: string): boolean => (/[*?]/.test(pattern) ? wildcard(pattern).test(name) : pattern === name)
  return patterns.some(hits) && !patterns.some(pattern => pattern.startsWith('!') && hits(pattern.slice(1)))
}

const matchesHash = (names: string, name: string): boolean => {
  const [, version, salt, hash] = names.split('|')
  if (version !== '1' || salt === undefined) return false
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}

const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )
