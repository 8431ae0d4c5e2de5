import { MantlError } from '../../../../errors.ts'
import type { PaxRecords } from './pax.ts'
import { formatHeader, type TarHeader } from './tar-header.ts'
import { insideName, meaningOf } from './whiteouts.ts'

export interface RewriterOptions {
  /** overlay: whiteouts become what overlayfs takes for them; list: they are only told, for those who copy. */
  readonly whiteouts: 'overlay' | 'list'
}

/** Writes the headers of a layer's members again. PURE. Throws MantlError follower.image. */
export interface Rewriter {
  /** What to unpack for this member before its content; undefined: it is left out, with its content. `block`: its header as it came. */
  member(header: TarHeader, pax: PaxRecords, block: Buffer): readonly Buffer[] | undefined
  /** What is still to unpack after all members. */
  end(): readonly Buffer[]
  /** Names that the layers below must not show. */
  readonly hidden: ReadonlySet<string>
  /** Folders that show nothing of the layers below. */
  readonly opaque: ReadonlySet<string>
}

const opaqueRecord = ['SCHILY.xattr.trusted.overlay.opaque', 'y'] as const
/** Folders of which the attributes are remembered, in case a whiteout after them concerns them: 50 MB at most. */
const rememberedFolders = 250_000

export const createRewriter = ({ whiteouts }: RewriterOptions): Rewriter => {
  const hidden = new Set<string>()
  const opaque = new Set<string>()
  const folders = new Map<string, TarHeader>()
  const overlay = whiteouts === 'overlay'

  const remember = (header: TarHeader) => {
    folders.set(header.name, header)
    if (folders.size > rememberedFolders) folders.delete(folders.keys().next().value ?? '')
  }
  const folder = (header: TarHeader, records: PaxRecords): readonly Buffer[] => {
    const clears = opaque.has(header.name) || hidden.has(header.name)
    if (overlay) remember(header)
    return [formatHeader(header, overlay && clears ? new Map([...records, opaqueRecord]) : records)]
  }
  /** A folder that came already is written once more, now opaque: that changes nothing else of it. */
  const makeOpaque = (name: string): readonly Buffer[] => {
    opaque.add(name)
    const known = folders.get(name)
    return overlay && known ? [formatHeader(known, new Map([opaqueRecord]))] : []
  }
  const hide = (name: string): readonly Buffer[] => {
    if (folders.has(name)) return makeOpaque(name)
    hidden.add(name)
    return overlay ? [formatHeader(whiteout(name))] : []
  }

  return {
    hidden,
    opaque,
    member: (given, pax, block) => {
      const meaning = meaningOf(insideName(given.name))
      if (meaning.kind === 'ignored') return undefined
      if (meaning.kind === 'hides') return withoutContent(given, hide(meaning.name))
      if (meaning.kind === 'opaque') return withoutContent(given, makeOpaque(meaning.folder || '.'))
      const header = { ...given, name: meaning.name === '' ? '.' : meaning.name, type: kindOf(given) }
      const records = keptRecords(pax)
      if (header.type === '5') return folder(header, records)
      if (meaning.name === '') throw new MantlError('follower.image', 'a layer holds a file without a name')
      if (header.type === '1') return [formatHeader({ ...header, link: insideName(header.link) }, records)]
      if (pax.has('GNU.sparse.offset')) throw new MantlError('follower.image', 'a layer holds an obsolete sparse file')
      if (header.type === 'S') return [pathOnly(header, records), block]
      if (records.has('GNU.sparse.name')) records.set('GNU.sparse.name', header.name)
      return [formatHeader(header, records)]
    },
    end: () =>
      overlay
        ? [...opaque]
            .filter(name => !folders.has(name))
            .map(name => formatHeader(bareFolder(name), new Map([opaqueRecord])))
        : [],
  }
}

/** Whiteouts are empty files; a content would be taken for the next header. */
const withoutContent = ({ size }: TarHeader, blocks: readonly Buffer[]): readonly Buffer[] | undefined => {
  if (size > 0) throw new MantlError('follower.image', 'a layer holds a whiteout with content')
  return blocks
}

const kinds = '0123456S'

const kindOf = ({ type }: TarHeader): string => {
  const kind = type === '7' ? '0' : type
  if (!kinds.includes(kind))
    throw new MantlError('follower.image', `a layer holds a member of the unknown kind '${kind}'`)
  return kind
}

/**
 * Attributes under `trusted` are the host's own: those of overlayfs would lead the kernel to files elsewhere. Of `security` only
 * capabilities of files have a meaning on another machine.
 */
const keptRecords = (pax: PaxRecords): PaxRecords =>
  new Map(
    [...pax].filter(
      ([key, value]) =>
        key === 'SCHILY.xattr.security.capability' ||
        (key.startsWith('SCHILY.xattr.user.') && !key.startsWith('SCHILY.xattr.user.overlay.')) ||
        (key.startsWith('GNU.sparse.') && !value.includes('\0')),
    ),
  )

/** GNU's old sparse form keeps its map in the header itself; the name is said before it. */
const pathOnly = (header: TarHeader, records: PaxRecords): Buffer =>
  formatHeader(header, new Map([...records, ['path', header.name]])).subarray(0, -512)

const attributes = { uid: 0, gid: 0, size: 0, mtime: 0, link: '', major: 0, minor: 0 }
/** A character device 0/0: overlayfs' own sign (kernel, Documentation/filesystems/overlayfs.rst). */
const whiteout = (name: string): TarHeader => ({ ...attributes, name, mode: 0, type: '3' })
const bareFolder = (name: string): TarHeader => ({
  ...attributes,
  name,
  mode: 0o755,
  type: '5',
})
