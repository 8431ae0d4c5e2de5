import type { Change } from './change.ts'

/** A change in few words: what would be done to what. PURE. */
export const changeText = (change: Change): string => {
  switch (change.kind) {
    case 'make-directory':
      return `make directory ${change.path}`
    case 'write-file':
      return `${change.replaces ? 'change' : 'write'} ${change.path}${change.content.secret ? ' (secret)' : ''}`
    case 'restore-file':
      return `restore ${change.path}`
    case 'set-attributes':
      return `set mode and owner of ${change.path}`
    case 'remove-path':
      return `remove ${change.path}${change.ifEmpty ? ' if it is empty then' : ''}`
    case 'remove-block':
      return `take our lines out of ${change.path}`
    case 'link':
      return `link ${change.path} → ${shortDigests(change.target)}`
    case 'create-group':
      return `create group ${change.name}`
    case 'create-user':
      return `create user ${change.name}`
    case 'remove-account':
      return `remove ${change.account} ${change.name}`
    case 'install-packages':
      return `install ${change.names.join(' ')}`
    case 'remove-packages':
      return `uninstall ${change.names.join(' ')}`
    case 'push-release':
      return `push release ${change.release.version} (${change.release.digest.slice(0, 12)}, ${megabytes(change)})`
    case 'remove-releases':
      return `remove ${[...remains('release', change.releases), ...remains('part', change.parts)].join(' and ')}`
    case 'restart-unit':
      return `${change.running ? 'restart' : 'start'} ${change.unit}`
    case 'end-tasks':
      return 'end the tasks that run'
    case 'hand-over':
      return `hand over what is in ZooKeeper under /${change.folder}`
    case 'stop-unit':
      return `stop ${change.unit}`
    case 'await':
      return `wait until ${change.what}`
    default:
      return change satisfies never
  }
}

/** Digests by their first twelve digits. */
export const shortDigests = (text: string): string => text.replace(/[0-9a-f]{64}/g, digest => digest.slice(0, 12))

const remains = (what: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`${names.length} old ${what}${names.length === 1 ? '' : 's'}`]

const megabytes = ({ release, missingBlobs }: Extract<Change, { kind: 'push-release' }>): string => {
  const missing = new Set(missingBlobs)
  const sizes = new Map(
    release.files.filter(({ sha256 }) => missing.has(sha256)).map(({ sha256, size }) => [sha256, size]),
  )
  return `${Math.ceil([...sizes.values()].reduce((sum, size) => sum + size, 0) / 1e6)} MB`
}
