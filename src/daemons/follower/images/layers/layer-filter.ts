import { MantlError } from '../../../../errors.ts'
import { type PaxRecords, parsePax } from './pax.ts'
import { createRewriter, type Rewriter, type RewriterOptions } from './rewriter.ts'
import { blockBytes, paddingOf, parseHeader, type TarHeader } from './tar-header.ts'

/**
 * A layer's tar archive on its way to the program that unpacks it, which sees no byte of a header that was not written here: what it
 * does is what was checked. PURE. Both throw MantlError follower.image.
 */
export interface LayerFilter {
  /** What follows of the archive; returns what there is to unpack by now. */
  push(chunk: Buffer): readonly Buffer[]
  end(): readonly Buffer[]
  readonly rewriter: Rewriter
}

const largestExtension = 1024 * 1024
const mostMembers = 4_000_000

/** `maxBytes`: of the uncompressed archive. */
export const createLayerFilter = (options: RewriterOptions & { readonly maxBytes: number }): LayerFilter => {
  const rewriter = createRewriter(options)
  let pending: Buffer[] = []
  let pendingBytes = 0
  let state: State = { kind: 'header', needs: blockBytes }
  let extension: Extension = {}
  let total = 0
  let members = 0

  const take = (block: Buffer, out: Buffer[]): State => {
    if (state.kind === 'extension') {
      extension = extend(extension, state.header, block.subarray(0, state.header.size))
      return { kind: 'header', needs: blockBytes }
    }
    if (state.kind === 'sparse-map') {
      out.push(Buffer.from(block))
      return block[504] ? state : bodyOf(state.size, true)
    }
    if (block.every(byte => byte === 0)) return { kind: 'over', needs: 0 }
    const parsed = parseHeader(block)
    if (parsed === undefined) throw malformed()
    if (isExtension(parsed)) {
      if (!(parsed.size <= largestExtension)) throw malformed()
      return { kind: 'extension', header: parsed, needs: parsed.size + paddingOf(parsed.size) }
    }
    if (++members > mostMembers) throw new MantlError('follower.image', `a layer holds over ${mostMembers} files`)
    const header = extended(parsed, extension)
    const written = rewriter.member(header, extension.pax ?? new Map(), block)
    extension = {}
    if (written) out.push(...written)
    if (header.type === 'S' && block[482]) return { kind: 'sparse-map', size: header.size, needs: blockBytes }
    return bodyOf(header.size, written !== undefined)
  }

  return {
    rewriter,
    push: chunk => {
      total += chunk.length
      if (total > options.maxBytes)
        throw new MantlError('follower.image', `a layer unpacks to over ${options.maxBytes} bytes`)
      const out: Buffer[] = []
      let at = 0
      while (at < chunk.length && state.kind !== 'over') {
        if (state.kind === 'body') {
          const part = chunk.subarray(at, at + state.needs)
          if (state.kept) out.push(part)
          at += part.length
          state = part.length === state.needs ? nextHeader : { ...state, needs: state.needs - part.length }
          continue
        }
        const part = chunk.subarray(at, at + state.needs - pendingBytes)
        pending.push(part)
        pendingBytes += part.length
        at += part.length
        if (pendingBytes < state.needs) break
        const block = pending.length === 1 ? part : Buffer.concat(pending)
        pending = []
        pendingBytes = 0
        state = take(block, out)
        if (state.kind === 'extension' && state.needs === 0) state = take(Buffer.alloc(0), out)
      }
      return out
    },
    end: () => {
      const between = state.kind === 'header' && pendingBytes === 0 && extension.pax === undefined
      if (state.kind !== 'over' && !between) throw new MantlError('follower.image', 'a layer ends too early')
      return [...rewriter.end(), Buffer.alloc(2 * blockBytes)]
    },
  }
}

type State =
  | { readonly kind: 'header' | 'over'; readonly needs: number }
  | { readonly kind: 'extension'; readonly header: TarHeader; readonly needs: number }
  | { readonly kind: 'sparse-map'; readonly size: number; readonly needs: number }
  | { readonly kind: 'body'; readonly kept: boolean; readonly needs: number }

const nextHeader: State = { kind: 'header', needs: blockBytes }

const bodyOf = (size: number, kept: boolean): State =>
  size === 0 ? nextHeader : { kind: 'body', kept, needs: size + paddingOf(size) }

/** What comes before a member and says more of it. */
interface Extension {
  readonly pax?: PaxRecords
  readonly name?: string
  readonly link?: string
}

const isExtension = ({ type }: TarHeader): boolean => type === 'x' || type === 'g' || type === 'L' || type === 'K'

const extend = (before: Extension, { type }: TarHeader, content: Buffer): Extension => {
  const text = () => content.toString('latin1').replace(/\0[\s\S]*$/, '')
  if (type === 'x') return { ...before, pax: parsePax(content) }
  if (type === 'L') return { ...before, name: text() }
  if (type === 'K') return { ...before, link: text() }
  return before // Global ones are comments of those who wrote the archive.
}

/** Kinds that have no content, whatever their header says: as Go's archive/tar reads them, with which layers are made. */
const hollow = '123456'

const extended = (header: TarHeader, { pax, name, link }: Extension): TarHeader => {
  const number = (key: string, otherwise: number) => {
    const text = pax?.get(key)
    return text === undefined ? otherwise : /^-?\d+(\.\d*)?$/.test(text) ? Number(text) : Number.NaN
  }
  const called = pax?.get('GNU.sparse.name') ?? pax?.get('path') ?? name ?? header.name
  // The oldest archives tell a folder by the end of its name alone.
  const type = header.type === '0' && called.endsWith('/') ? '5' : header.type
  const whole = {
    ...header,
    name: called,
    type,
    link: pax?.get('linkpath') ?? link ?? header.link,
    uid: number('uid', header.uid),
    gid: number('gid', header.gid),
    size: hollow.includes(type) ? 0 : number('size', header.size),
    mtime: Math.floor(number('mtime', header.mtime)),
  }
  const { uid, gid, size, mtime, mode, major, minor } = whole
  if (![size, uid, gid].every(value => Number.isSafeInteger(value) && value >= 0)) throw malformed()
  if (![mtime, mode, major, minor].every(Number.isSafeInteger)) throw malformed()
  return whole
}

const malformed = () => new MantlError('follower.image', 'a layer is no tar archive, or a damaged one')
