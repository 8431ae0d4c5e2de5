/**
 * A BPF program as the ELF object that bpftool loads (elf(5)): the code in a section whose name tells what it is for, a symbol that names
 * it, a licence. PURE.
 */
export const bpfObject = (section: string, code: Buffer): Buffer => {
  const names = strings(['', '.strtab', '.symtab', section, 'license', 'program'])
  const parts: readonly Section[] = [
    { name: '', type: 0, flags: 0, data: Buffer.alloc(0) },
    { name: '.strtab', type: stringTable, flags: 0, data: names.table },
    { name: section, type: programBits, flags: allocated | executable, data: code },
    { name: 'license', type: programBits, flags: allocated, data: Buffer.from('GPL\0') },
    {
      name: '.symtab',
      type: symbolTable,
      flags: 0,
      data: symbols(names.at('program'), code.length),
      link: 1,
      info: 1,
      entry: 24,
    },
  ]
  const places = [headerSize]
  for (const { data } of parts) places.push(aligned(places.at(-1)! + data.length))
  const bodies = parts.map(({ data }, at) => padded(data, places[at + 1]! - places[at]!))
  const headers = parts.map((part, at) => sectionHeader(part, names.at(part.name), places[at]!))
  return Buffer.concat([header(places.at(-1)!, parts.length), ...bodies, ...headers])
}

interface Section {
  readonly name: string
  readonly type: number
  readonly flags: number
  readonly data: Buffer
  readonly link?: number
  readonly info?: number
  readonly entry?: number
}

const headerSize = 64
const [programBits, symbolTable, stringTable] = [1, 2, 3]
const [allocated, executable] = [2, 4]
/** The third section is the code's. */
const codeSection = 2

const aligned = (at: number): number => Math.ceil(at / 8) * 8
const padded = (data: Buffer, length: number): Buffer => Buffer.concat([data, Buffer.alloc(length - data.length)])

const strings = (all: readonly string[]) => ({
  table: Buffer.from(`${all.join('\0')}\0`),
  at: (name: string) => all.slice(0, all.indexOf(name)).reduce((sum, { length }) => sum + length + 1, 0),
})

/** 64 bits, little-endian, a relocatable object for BPF's machine. */
const header = (sections: number, count: number): Buffer => {
  const buffer = Buffer.alloc(headerSize)
  buffer.write('\x7fELF', 'latin1')
  buffer.set([2, 1, 1], 4)
  buffer.writeUInt16LE(1, 16)
  buffer.writeUInt16LE(247, 18)
  buffer.writeUInt32LE(1, 20)
  buffer.writeBigUInt64LE(BigInt(sections), 40)
  buffer.writeUInt16LE(headerSize, 52)
  buffer.writeUInt16LE(64, 58)
  buffer.writeUInt16LE(count, 60)
  buffer.writeUInt16LE(1, 62)
  return buffer
}

const sectionHeader = ({ type, flags, data, link = 0, info = 0, entry = 0 }: Section, name: number, at: number) => {
  const buffer = Buffer.alloc(64)
  buffer.writeUInt32LE(name, 0)
  buffer.writeUInt32LE(type, 4)
  buffer.writeBigUInt64LE(BigInt(flags), 8)
  buffer.writeBigUInt64LE(BigInt(at), 24)
  buffer.writeBigUInt64LE(BigInt(data.length), 32)
  buffer.writeUInt32LE(link, 40)
  buffer.writeUInt32LE(info, 44)
  buffer.writeBigUInt64LE(8n, 48)
  buffer.writeBigUInt64LE(BigInt(entry), 56)
  return buffer
}

/** The empty one that comes first, then the program: a function that others may name. */
const symbols = (name: number, size: number): Buffer => {
  const buffer = Buffer.alloc(48)
  buffer.writeUInt32LE(name, 24)
  buffer.writeUInt8((1 << 4) | 2, 28)
  buffer.writeUInt16LE(codeSection, 30)
  buffer.writeBigUInt64LE(BigInt(size), 40)
  return buffer
}
