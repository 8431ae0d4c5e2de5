import { describe, expect, it } from 'vitest'
import { englishIcu } from '../../../src/provisioning/release/english-icu.ts'

type Item = readonly [name: string, text: string]

/** A program that holds ICU data of these items somewhere. */
const program = (items: readonly Item[], edit: (data: Buffer) => void = () => {}): Buffer => {
  const header = Buffer.alloc(32)
  header.writeUInt16LE(32, 0)
  header.set([0xda, 0x27], 2)
  header.write('CmnD', 12, 'latin1')
  header[16] = 1
  const table = Buffer.alloc(4 + 8 * items.length)
  table.writeUInt32LE(items.length)
  const names = Buffer.from(items.map(([name]) => `icudt78l/${name}\0`).join(''), 'latin1')
  let nameAt = table.length
  let from = table.length + names.length
  for (const [index, [name, text]] of items.entries()) {
    table.writeUInt32LE(nameAt, 4 + 8 * index)
    table.writeUInt32LE(from, 8 + 8 * index)
    nameAt += `icudt78l/${name}\0`.length
    from += text.length
  }
  const data = Buffer.concat([header, table, names, Buffer.from(items.map(([, text]) => text).join(''))])
  edit(data)
  return Buffer.concat([Buffer.from('a program that speaks of CmnD '), data, Buffer.from(' and its end')])
}

const data: readonly Item[] = [
  ['coll/de.res', '<german order>'],
  ['coll/root.res', '<order>'],
  ['en.res', '<english>'],
  ['fr_CA.res', '<canadian>'],
  ['ibm-37.cnv', '<encoding>'],
  ['nfkc.nrm', '<forms>'],
  ['zoneinfo64.res', '<zones>'],
  ['zu.res', '<zulu>'],
]

const edited = (from: Buffer): Buffer => {
  const to = Buffer.from(from)
  for (const edit of englishIcu(from) ?? []) {
    if ('bytes' in edit) to.set(edit.bytes, edit.offset)
    else to.fill(0, edit.offset, edit.offset + edit.zeros)
  }
  return to
}

describe('ICU data of a program', () => {
  it('keeps English and what is of no language, each in its place', () => {
    const from = program(data)
    const to = edited(from)
    const kept = ['<order>', '<english>', '<forms>', '<zones>']
    expect(to.length).toBe(from.length)
    for (const text of kept) expect(to.indexOf(text)).toBe(from.indexOf(text))
    for (const text of ['<german order>', '<canadian>', '<encoding>']) expect(to.includes(text)).toBe(false)
    const rest = to.subarray(to.indexOf('<order>')).toString('latin1').replaceAll('\0', '')
    expect(rest).toBe(`${kept.join('')}<zulu> and its end`)
  })

  it('lists what it keeps without gaps', () => {
    const to = edited(program(data))
    const base = to.indexOf('CmnD') === 25 ? to.indexOf('CmnD', 26) - 12 + 32 : Number.NaN
    const listed = Array.from({ length: to.readUInt32LE(base) }, (_, index) => {
      const at = base + to.readUInt32LE(base + 4 + 8 * index)
      return to.toString('latin1', at, to.indexOf(0, at))
    })
    expect(listed).toEqual(['coll/root.res', 'en.res', 'nfkc.nrm', 'zoneinfo64.res'].map(name => `icudt78l/${name}`))
  })

  it.each([
    ['nothing of it', Buffer.from('a program')],
    ['another format version', program(data, bytes => bytes.writeUInt8(2, 16))],
    ['the other byte order', program(data, bytes => bytes.writeUInt8(1, 8))],
    ['more items than there are bytes', program(data, bytes => bytes.writeUInt32LE(10_000, 32))],
    ['more items than it may have', program(data, bytes => bytes.writeUInt32LE(0xffffffff, 32))],
    ['a name outside', program(data, bytes => bytes.writeUInt32LE(0x7fffffff, 36))],
    ['names in no order', program(data.toReversed())],
    ['places in no order', program(data, bytes => bytes.writeUInt32LE(9_999, 40))],
    ['nothing but English', program(data.filter(([name]) => name === 'en.res' || name === 'nfkc.nrm'))],
    ['a header without an end', program(data).subarray(0, 50)],
  ])('%s: all is left as it is', (_, from) => expect(englishIcu(from)).toBeUndefined())
})
