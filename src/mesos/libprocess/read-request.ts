import { isMessage } from './incoming.ts'

/** PURE. What of a message's request counts. */
export interface RequestHead {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Undefined: the body comes as one chunk. */
  readonly length?: number
  /** The sender wants the connection closed after the answer. */
  readonly close: boolean
  /** The sender is libprocess itself, which is told nothing of messages that could be read (3rdparty/libprocess process.cpp). */
  readonly deaf: boolean
}

export type Reading =
  /** `end`: where the next request begins. */
  | { readonly kind: 'message'; readonly head: RequestHead; readonly body: Buffer; readonly end: number }
  /** The request goes on beyond these bytes; it ends at `end` at the earliest. `head`: all of its head is here. */
  | { readonly kind: 'partial'; readonly end: number; readonly head: boolean }
  /** An ordinary request, or one so unusual, large or broken that only a whole HTTP parser should judge it. */
  | { readonly kind: 'other' }

const HEAD_END = Buffer.from('\r\n\r\n')
const LONGEST_HEAD = 16 * 1024
const CHUNKS_END = '\r\n0\r\n\r\n'
const LONGEST_SIZE = 10 // digits and line end of a chunk's size

/** Reads the libprocess message that begins at `at`. `limit`: bytes that a body may have. */
export const readRequest = (bytes: Buffer, at: number, limit: number): Reading => {
  const headEnd = bytes.indexOf(HEAD_END, at)
  if (headEnd < 0)
    return bytes.length - at > LONGEST_HEAD ? other : { kind: 'partial', end: bytes.length + 1, head: false }
  if (headEnd - at > LONGEST_HEAD) return other
  const head = parseHead(bytes.toString('latin1', at, headEnd))
  if (head === undefined) return other
  const start = headEnd + HEAD_END.length
  if (head.length === undefined) return readChunk(bytes, start, limit, head)
  if (head.length > limit) return other
  return reading(bytes, head, start, start + head.length, start + head.length)
}

const other: Reading = { kind: 'other' }

const reading = (bytes: Buffer, head: RequestHead, start: number, bodyEnd: number, end: number): Reading =>
  end > bytes.length
    ? { kind: 'partial', end, head: true }
    : { kind: 'message', head, body: bytes.subarray(start, bodyEnd), end }

/** A body as libprocess writes it: one chunk, then the empty one, without extensions or trailers. */
const readChunk = (bytes: Buffer, at: number, limit: number, head: RequestHead): Reading => {
  const line = bytes.toString('latin1', at, at + LONGEST_SIZE)
  const size = /^([0-9a-f]{1,8})\r\n/i.exec(line)?.[1]
  if (size === undefined) {
    return /^[0-9a-f]{0,8}\r?$/i.test(line) ? { kind: 'partial', end: bytes.length + 1, head: true } : other
  }
  const length = Number.parseInt(size, 16)
  if (length === 0 || length > limit) return other
  const start = at + size.length + 2
  const bodyEnd = start + length
  const end = bodyEnd + CHUNKS_END.length
  if (end <= bytes.length && bytes.toString('latin1', bodyEnd, end) !== CHUNKS_END) return other
  return reading(bytes, head, start, bodyEnd, end)
}

/** The headers that decide; each may stand there once. */
const decisive = new Set(['user-agent', 'libprocess-from', 'content-length', 'transfer-encoding', 'connection'])
const unusual = new Set(['expect', 'upgrade', 'content-encoding', 'trailer'])

const parseHead = (text: string): RequestHead | undefined => {
  const [first = '', ...lines] = text.split('\r\n')
  const url = /^POST (\/[\x21-\x7e]*) HTTP\/1\.1$/.exec(first)?.[1]
  if (url === undefined) return undefined
  const headers: Record<string, string> = Object.create(null)
  for (const line of lines) {
    const match = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(line)
    if (match === null) return undefined
    const name = match[1]!.toLowerCase()
    if (unusual.has(name) || (decisive.has(name) && name in headers)) return undefined
    if (decisive.has(name)) headers[name] = match[2]!.trimEnd()
  }
  return isMessage('POST', headers) ? framed(url, headers) : undefined
}

const framed = (url: string, headers: Readonly<Record<string, string>>): RequestHead | undefined => {
  const length = headers['content-length']
  const encoding = headers['transfer-encoding']
  const connection = headers.connection?.toLowerCase() ?? 'keep-alive'
  if (connection !== 'keep-alive' && connection !== 'close') return undefined
  const deaf = headers['user-agent']?.includes('libprocess/') ?? false
  const head = { url, headers, close: connection === 'close', deaf }
  if (encoding !== undefined) return length === undefined && encoding.toLowerCase() === 'chunked' ? head : undefined
  return /^\d{1,12}$/.test(length ?? '0') ? { ...head, length: Number(length ?? 0) } : undefined
}
