import { formatPax, type PaxRecords } from './pax.ts'

/** Headers of tar archives: ustar, and what GNU tar made of it. Names and links hold a byte a character. PURE. */
export const blockBytes = 512

export interface TarHeader {
  readonly name: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly mtime: number
  /** One character: 0 file · 1 hard link · 2 link · 3, 4 devices · 5 folder · 6 pipe · x, g pax · L, K GNU's long names · S sparse. */
  readonly type: string
  readonly link: string
  readonly major: number
  readonly minor: number
}

/** Undefined where the checksum is wrong. */
export const parseHeader = (block: Buffer): TarHeader | undefined => {
  const magic = text(block, 257, 6)
  const prefix = magic === 'ustar' ? text(block, 345, 155) : ''
  if (number(block, 148, 8) !== checksum(block)) return undefined
  const name = text(block, 0, 100)
  const type = String.fromCharCode(block[156] || 0x30)
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: number(block, 100, 8) & 0o7777,
    uid: number(block, 108, 8),
    gid: number(block, 116, 8),
    size: number(block, 124, 12),
    mtime: number(block, 136, 12),
    type,
    link: text(block, 157, 100),
    major: number(block, 329, 8),
    minor: number(block, 337, 8),
  }
}

/** A header as blocks, with a pax header before it for all that does not fit into the old form. */
export const formatHeader = (header: TarHeader, extra: PaxRecords = new Map()): Buffer => {
  const records: PaxRecords = new Map(extra)
  const otherwise = <T>(key: string, value: string | number, held: T): T => {
    records.set(key, String(value))
    return held
  }
  const fits = (value: string, key: string) => (value.length <= 100 ? value : otherwise(key, value, ''))
  const bounded = (value: number, digits: number, key: string) =>
    value >= 0 && value < 8 ** digits ? value : otherwise(key, value, 0)
  const plain = {
    ...header,
    name: fits(header.name, 'path'),
    link: fits(header.link, 'linkpath'),
    uid: bounded(header.uid, 7, 'uid'),
    gid: bounded(header.gid, 7, 'gid'),
    size: bounded(header.size, 11, 'size'),
    mtime: bounded(header.mtime, 11, 'mtime'),
  }
  if (records.size === 0) return block(plain)
  const content = formatPax(records)
  const before = block({ ...empty, name: 'pax', type: 'x', size: content.length })
  return Buffer.concat([before, content, Buffer.alloc(paddingOf(content.length)), block(plain)])
}

/** Bytes that fill the last block. */
export const paddingOf = (size: number): number => (blockBytes - (size % blockBytes)) % blockBytes

const empty: TarHeader = {
  name: '',
  mode: 0o644,
  uid: 0,
  gid: 0,
  size: 0,
  mtime: 0,
  type: '0',
  link: '',
  major: 0,
  minor: 0,
}

const block = (header: TarHeader): Buffer => {
  const bytes = Buffer.alloc(blockBytes)
  const octal = (value: number, at: number, length: number) =>
    bytes.write(value.toString(8).padStart(length - 1, '0'), at, length - 1, 'latin1')
  bytes.write(header.name, 0, 100, 'latin1')
  octal(header.mode, 100, 8)
  octal(header.uid, 108, 8)
  octal(header.gid, 116, 8)
  octal(header.size, 124, 12)
  octal(header.mtime, 136, 12)
  bytes.write(header.type, 156, 1, 'latin1')
  bytes.write(header.link, 157, 100, 'latin1')
  bytes.write('ustar\x0000', 257, 8, 'latin1')
  octal(header.major, 329, 8)
  octal(header.minor, 337, 8)
  octal(checksum(bytes), 148, 7)
  bytes[155] = 0x20
  return bytes
}

const text = (block: Buffer, at: number, length: number): string => {
  const end = block.indexOf(0, at)
  return block.toString('latin1', at, end < 0 || end > at + length ? at + length : end)
}

/** Octal, or GNU's base 256 for what is too large. NaN where it is neither. */
const number = (block: Buffer, at: number, length: number): number => {
  const first = block[at] ?? 0
  if (first & 0x80) return base256(block.subarray(at, at + length))
  const digits = block
    .toString('latin1', at, at + length)
    .replace(/[\0 ]+$/, '')
    .trim()
  if (digits === '') return 0
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN
}

const base256 = (bytes: Buffer): number => {
  const negative = bytes[0] === 0xff
  let value = negative ? -1 : (bytes[0] ?? 0) & 0x7f
  for (const byte of bytes.subarray(1)) value = value * 256 + byte
  return Number.isSafeInteger(value) ? value : Number.NaN
}

/** The sum of all bytes, its own place counted as spaces. */
const checksum = (block: Buffer): number => {
  let sum = 8 * 0x20
  for (let at = 0; at < blockBytes; at++) if (at < 148 || at > 155) sum += block[at] ?? 0
  return sum
}
