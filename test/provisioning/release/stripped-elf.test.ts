import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { strippedElf } from '../../../src/provisioning/release/stripped-elf.ts'
import { strippedNode } from '../../../src/provisioning/release/stripped-node.ts'

interface Section {
  readonly name: string
  readonly type?: number
  readonly flags?: number
  readonly text: string
  readonly info?: number
  readonly link?: number
}

const loaded = 2
const code: Section = { name: '.text', flags: loaded, text: 'the program' }
const debug: Section = { name: '.debug_info', text: 'where it comes from' }
const names = (sections: readonly Section[]): Section => ({
  name: '.shstrtab',
  type: 3,
  text: `\0${[...sections.map(({ name }) => name), '.shstrtab'].join('\0')}\0`,
})

/** A program of one segment: header, segments, sections' contents, sections. */
const program = (given: readonly Section[], edit: (elf: Buffer) => void = () => {}): Buffer => {
  const sections: readonly Section[] = [...given, names(given)]
  const header = Buffer.alloc(64 + 56)
  const table = Buffer.alloc(64 * (sections.length + 1))
  let offset = header.length
  let end = offset
  for (const [index, { name, type = 1, flags = 0, text, link = 0, info = 0 }] of sections.entries()) {
    const row = table.subarray(64 * (index + 1))
    row.writeUInt32LE(sections.at(-1)!.text.indexOf(`\0${name}\0`) + 1, 0)
    row.writeUInt32LE(type, 4)
    row.writeBigUInt64LE(BigInt(flags), 8)
    row.writeBigUInt64LE(BigInt(offset), 24)
    row.writeBigUInt64LE(BigInt(text.length), 32)
    row.writeUInt32LE(link, 40)
    row.writeUInt32LE(info, 44)
    if (type !== 8) offset += text.length
    if (flags & loaded) end = offset
  }
  header.write('\x7fELF\x02\x01\x01', 0, 'latin1')
  for (const [at, value] of [
    [16, 2],
    [18, 183],
    [52, 64],
    [54, 56],
    [56, 1],
    [58, 64],
    [60, sections.length + 1],
    [62, sections.length],
  ] as const)
    header.writeUInt16LE(value, at)
  header.writeBigUInt64LE(64n, 32)
  header.writeBigUInt64LE(BigInt(offset), 40)
  header.writeBigUInt64LE(BigInt(end), 64 + 32)
  const contents = sections.filter(({ type }) => type !== 8).map(({ text }) => Buffer.from(text))
  const elf = Buffer.concat([header, ...contents, table])
  edit(elf)
  return elf
}

const strip = (elf: Buffer): Buffer | undefined => {
  const stripped = strippedElf((offset, length) => elf.subarray(offset, offset + length), elf.length)
  return (
    stripped && Buffer.concat([stripped.header, elf.subarray(stripped.header.length, stripped.kept), stripped.tail])
  )
}

/** Names and contents of the sections. */
const sectionsOf = (elf: Buffer): readonly (readonly [string, string])[] => {
  const row = (index: number) => elf.subarray(Number(elf.readBigUInt64LE(40)) + 64 * index)
  const text = (index: number) => {
    const from = Number(row(index).readBigUInt64LE(24))
    return elf.subarray(from, from + Number(row(index).readBigUInt64LE(32))).toString('latin1')
  }
  const allNames = text(elf.readUInt16LE(62))
  const nameOf = (index: number) => allNames.slice(row(index).readUInt32LE(0)).split('\0')[0]!
  return Array.from({ length: elf.readUInt16LE(60) - 1 }, (_, index) => [nameOf(index + 1), text(index + 1)])
}

describe('a program without what is not loaded', () => {
  it('keeps its header, its segments and what they load', () => {
    const data = { name: '.data', flags: loaded, text: 'data' }
    const elf = program([code, data, debug, { name: '.symtab', text: 'symbols' }])
    const stripped = strip(elf)!
    expect(sectionsOf(stripped).slice(0, 2)).toEqual([
      ['.text', code.text],
      ['.data', 'data'],
    ])
    expect(sectionsOf(stripped).map(([name]) => name)).toEqual(['.text', '.data', '.shstrtab'])
    expect(stripped.subarray(0, 40)).toEqual(elf.subarray(0, 40))
    expect(stripped.subarray(64, 64 + 56 + 15)).toEqual(elf.subarray(64, 64 + 56 + 15))
    expect(stripped.includes('where it comes from')).toBe(false)
  })

  it('is the same when it is stripped again', () => {
    const stripped = strip(program([code, debug]))!
    expect(strip(stripped)).toEqual(stripped)
  })

  it('may end in zeros that no byte stands for', () => {
    const zeros = { name: '.bss', type: 8, flags: loaded, text: 'zeros' }
    expect(sectionsOf(strip(program([code, zeros, debug]))!).map(([name]) => name)).toEqual([
      '.text',
      '.bss',
      '.shstrtab',
    ])
  })

  it.each<[string, Buffer]>([
    ['an empty file', Buffer.alloc(0)],
    ['a script', Buffer.from('#!/bin/sh\n'.repeat(20))],
    ['32 bits', program([code, debug], elf => elf.writeUInt8(1, 4))],
    ['the other byte order', program([code, debug], elf => elf.writeUInt8(2, 5))],
    ['an object file', program([code, debug], elf => elf.writeUInt16LE(1, 16))],
    ['sections of another size', program([code, debug], elf => elf.writeUInt16LE(40, 58))],
    ['no sections', program([code, debug], elf => elf.writeUInt16LE(0, 60))],
    ['sections beyond the end', program([code, debug], elf => elf.writeBigUInt64LE(1n << 40n, 40))],
    ['segments beyond the end', program([code, debug], elf => elf.writeBigUInt64LE(1n << 60n, 32))],
    [
      'a segment that loads what lies beyond the end',
      program([code, debug], elf => elf.writeBigUInt64LE(1n << 60n, 96)),
    ],
    ['a segment that loads the debug section', program([code, debug], elf => elf.writeBigUInt64LE(140n, 96))],
    ['names that are none', program([code, debug], elf => elf.writeUInt16LE(1, 62))],
    ['names in a section that is none', program([code, debug], elf => elf.writeUInt16LE(9, 62))],
    ['a loaded section after others', program([code, debug, { ...code, name: '.late' }])],
    ['a loaded section that needs one that is not', program([{ ...code, link: 2 }, debug])],
    ['a loaded section that speaks of one that is not', program([{ ...code, flags: loaded | 0x40, info: 2 }, debug])],
    ['a name that is no ASCII', program([{ ...code, name: '.té' }, debug])],
  ])('%s is left as it is', (_, elf) => expect(strip(elf)).toBeUndefined())
})

describe('our own Node', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mantl-strip-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('runs without them, is smaller, and is made once', async () => {
    const path = await strippedNode(process.execPath, folder)
    expect(execFileSync(path, ['-p', '6 * 7'], { encoding: 'utf8' })).toBe('42\n')
    expect(statSync(path).size).toBeLessThan(statSync(process.execPath).size)
    const locales = 'Intl.DateTimeFormat.supportedLocalesOf(["en", "fr", "ja"])'
    expect(execFileSync(path, ['-p', locales], { encoding: 'utf8' })).toBe("[ 'en' ]\n")
    const { ino } = statSync(path)
    expect(await strippedNode(process.execPath, folder)).toBe(path)
    expect(statSync(path).ino).toBe(ino)
  })

  it('is taken as it is where it is no such program', async () => {
    const script = join(folder, 'node')
    writeFileSync(script, '#!/bin/sh\n')
    expect(await strippedNode(script, folder)).toBe(script)
    expect(readFileSync(script, 'utf8')).toBe('#!/bin/sh\n')
  })
})
