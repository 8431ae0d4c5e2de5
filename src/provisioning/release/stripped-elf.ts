/** The bytes of a file from `offset` on; fewer where it ends before. */
export type ReadAt = (offset: number, length: number) => Uint8Array

/** A program without what is not loaded: `header`, then the original's bytes from there up to `kept`, then `tail`. Sizes in bytes. */
export interface StrippedElf {
  readonly header: Uint8Array
  readonly kept: number
  readonly tail: Uint8Array
}

/**
 * How a program (ELF, 64 bit, little endian, of any machine) reads without debug sections and symbol tables, as strip(1) leaves it. PURE.
 * undefined for all that is not laid out as linkers do it, loaded sections first and all others after them: that is to be left as it
 * is. The format: elf(5).
 */
export const strippedElf = (readAt: ReadAt, size: number): StrippedElf | undefined => {
  const header = viewOf(readAt(0, headerBytes))
  if (!isProgram(header)) return undefined
  const sections = sectionsOf(readAt, header, size)
  const segments = segmentsOf(readAt, header, size)
  if (sections === undefined || segments === undefined) return undefined
  const loaded = sections.filter(({ index, flags }) => index > 0 && (flags & allocated) !== 0)
  const others = sections.slice(loaded.length + 1)
  const kept = Math.max(headerBytes, ...segments.map(endOf), ...loaded.map(endOf))
  const laidOut = loaded.every(({ index }, position) => index === position + 1)
  const apart = others.every(({ offset, fileBytes }) => fileBytes === 0 || offset >= kept)
  const selfContained = loaded.every(
    ({ link, info, flags }) => link <= loaded.length && (!(flags & linked) || info <= loaded.length),
  )
  if (!laidOut || !apart || !selfContained || header.getUint16(at.namesIndex, true) < loaded.length) return undefined
  const names = namesOf(readAt, sections[header.getUint16(at.namesIndex, true)], loaded)
  return names && { kept, ...rewritten(header, [sections[0]!, ...loaded], names, kept) }
}

const headerBytes = 64
const sectionBytes = 64
const segmentBytes = 56
/** More sections than that are counted elsewhere; no program of ours has so many. */
const mostEntries = 0xff00
const allocated = 2
const linked = 0x40
const stringTable = 3
const noBits = 8

/** Places in the header. */
const at = {
  segments: 32,
  sections: 40,
  segmentSize: 54,
  segmentCount: 56,
  sectionSize: 58,
  sectionCount: 60,
  namesIndex: 62,
} as const

interface Section {
  readonly index: number
  readonly bytes: Uint8Array
  readonly name: number
  readonly flags: number
  readonly offset: number
  /** None of one that is all zeros in memory. */
  readonly fileBytes: number
  readonly link: number
  readonly info: number
}

interface Segment {
  readonly offset: number
  readonly fileBytes: number
}

const endOf = ({ offset, fileBytes }: Segment): number => offset + fileBytes

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Executable files and shared objects (types 2 and 3) of this class and byte order. */
const isProgram = (header: DataView): boolean =>
  header.byteLength === headerBytes &&
  header.getUint32(0, false) === 0x7f454c46 &&
  header.getUint8(4) === 2 &&
  header.getUint8(5) === 1 &&
  [2, 3].includes(header.getUint16(16, true)) &&
  header.getUint16(at.sectionSize, true) === sectionBytes &&
  header.getUint16(at.segmentSize, true) === segmentBytes

const sectionsOf = (readAt: ReadAt, header: DataView, size: number): readonly Section[] | undefined => {
  const count = header.getUint16(at.sectionCount, true)
  const rows = rowsOf(readAt, wordAt(header, at.sections), count, sectionBytes, size)
  if (count < 2 || rows === undefined) return undefined
  const sections = rows.map(sectionOf)
  return sections.every(section => section.flags <= 0xffffffff && fits(section, size)) ? sections : undefined
}

const sectionOf = (bytes: Uint8Array, index: number): Section => {
  const row = viewOf(bytes)
  return {
    index,
    bytes,
    name: row.getUint32(0, true),
    flags: wordAt(row, 8),
    offset: wordAt(row, 24),
    fileBytes: row.getUint32(4, true) === noBits ? 0 : wordAt(row, 32),
    link: row.getUint32(40, true),
    info: row.getUint32(44, true),
  }
}

const segmentsOf = (readAt: ReadAt, header: DataView, size: number): readonly Segment[] | undefined => {
  const rows = rowsOf(readAt, wordAt(header, at.segments), header.getUint16(at.segmentCount, true), segmentBytes, size)
  const segments = rows?.map(viewOf).map(row => ({ offset: wordAt(row, 8), fileBytes: wordAt(row, 32) }))
  return segments?.every(segment => fits(segment, size)) ? segments : undefined
}

const rowsOf = (
  readAt: ReadAt,
  offset: number,
  count: number,
  rowBytes: number,
  size: number,
): readonly Uint8Array[] | undefined => {
  if (count >= mostEntries || !fits({ offset, fileBytes: count * rowBytes }, size)) return undefined
  const table = readAt(offset, count * rowBytes)
  return Array.from({ length: count }, (_, index) => table.slice(index * rowBytes, (index + 1) * rowBytes))
}

const fits = (part: Segment, size: number): boolean => endOf(part) <= size

/** 64 bits; what no number holds exactly is larger than any file. */
const wordAt = (view: DataView, offset: number): number => Number(view.getBigUint64(offset, true))

/** The names of the sections that stay, in a table of their own, and where in it each begins. */
interface Names {
  readonly table: Uint8Array
  readonly places: readonly number[]
}

const ownName = '.shstrtab'

const namesOf = (readAt: ReadAt, section: Section | undefined, loaded: readonly Section[]): Names | undefined => {
  if (section === undefined || viewOf(section.bytes).getUint32(4, true) !== stringTable) return undefined
  const table = readAt(section.offset, section.fileBytes)
  const names = loaded.map(({ name }) => nameAt(table, name))
  const all = ['', ...names, ownName]
  if (names.includes(undefined)) return undefined
  let end = 0
  const places = all.map(name => (end += name!.length + 1) - name!.length - 1)
  return { table: new TextEncoder().encode(`${all.join('\0')}\0`), places }
}

/** Names are ASCII; one that is not would have other places in our table. */
const nameAt = (table: Uint8Array, start: number): string | undefined => {
  const end = table.indexOf(0, start)
  const name = end < 0 ? '' : String.fromCharCode(...table.subarray(start, Math.min(end, start + 200)))
  return end < 0 || /[^\x20-\x7e]/.test(name) ? undefined : name
}

/** Behind the loaded bytes come the names, and behind these the table of sections, on a border of 8 bytes. */
const rewritten = (
  original: DataView,
  sections: readonly Section[],
  { table, places }: Names,
  kept: number,
): Pick<StrippedElf, 'header' | 'tail'> => {
  const rowsAt = Math.ceil((kept + table.length) / 8) * 8
  const tail = new Uint8Array(rowsAt - kept + (sections.length + 1) * sectionBytes)
  tail.set(table)
  for (const [index, { bytes }] of sections.entries()) {
    tail.set(bytes, rowsAt - kept + index * sectionBytes)
    viewOf(tail).setUint32(rowsAt - kept + index * sectionBytes, places[index]!, true)
  }
  const own = viewOf(tail.subarray(rowsAt - kept + sections.length * sectionBytes))
  own.setUint32(0, places.at(-1)!, true)
  own.setUint32(4, stringTable, true)
  own.setBigUint64(24, BigInt(kept), true)
  own.setBigUint64(32, BigInt(table.length), true)
  own.setBigUint64(48, 1n, true)
  return { header: headerWith(original, rowsAt, sections.length), tail }
}

const headerWith = (original: DataView, rowsAt: number, namesIndex: number): Uint8Array => {
  const header = new Uint8Array(original.buffer, original.byteOffset, headerBytes).slice()
  const view = viewOf(header)
  view.setBigUint64(at.sections, BigInt(rowsAt), true)
  view.setUint16(at.sectionCount, namesIndex + 1, true)
  view.setUint16(at.namesIndex, namesIndex, true)
  return header
}
