/** Bytes to be put in a program's place `offset`; `zeros` of them where none are given. */
export type Edit = { readonly offset: number } & ({ readonly bytes: Uint8Array } | { readonly zeros: number })

/**
 * What makes the ICU data of a program English only, as Node's own small-icu is: all other languages are taken off its table of contents and
 * their bytes zeroed, so that nothing moves and they travel for nothing. A quarter of what a Node weighs when packed; to the daemons
 * languages make no difference, and Intl answers for them as for its root. Encodings but UTF-8, UTF-16 and Latin-1 go too. PURE.
 * undefined where no such data is found, or it is not laid out as ICU does it. The format: UDataInfo in ICU's udata.h, 'CmnD' in its ucmndata.h.
 */
export const englishIcu = (program: Buffer): readonly Edit[] | undefined => {
  const contents = contentsOf(program)
  if (contents === undefined) return undefined
  const { base, items } = contents
  const kept = items.filter(({ name }) => isKept(name))
  if (kept.length === 0 || kept.length === items.length) return undefined
  const blanks = items.flatMap(({ name, from }, index): Edit[] => {
    const next = items[index + 1]
    return next === undefined || isKept(name) ? [] : [{ offset: base + from, zeros: next.from - from }]
  })
  return [{ offset: base, bytes: tableOf(kept, items.length) }, ...blanks]
}

/** Places count from the table's first byte. */
interface Item {
  readonly name: string
  readonly nameAt: number
  readonly from: number
}

interface Contents {
  readonly base: number
  readonly items: readonly Item[]
}

const entryBytes = 8
/** ICU 78 has 4,305. */
const mostItems = 20_000
const format = Buffer.from('CmnD', 'latin1')
/** Of the format behind the beginning of the header, whose own size comes first. */
const formatAt = 12

const contentsOf = (program: Buffer): Contents | undefined => {
  for (let at = program.indexOf(format); at >= 0; at = program.indexOf(format, at + 1)) {
    const header = at - formatAt
    if (header < 0 || !isHeader(program, header)) continue
    const base = header + program.readUInt16LE(header)
    const items = itemsOf(program, base)
    if (items !== undefined) return { base, items }
  }
  return undefined
}

/** Little endian, ASCII, of version 1. */
const isHeader = (program: Buffer, at: number): boolean =>
  at + 24 < program.length &&
  program[at + 2] === 0xda &&
  program[at + 3] === 0x27 &&
  program[at + 8] === 0 &&
  program[at + 9] === 0 &&
  program[at + 16] === 1

const itemsOf = (program: Buffer, base: number): readonly Item[] | undefined => {
  if (base + 4 > program.length) return undefined
  const count = program.readUInt32LE(base)
  const names = 4 + count * entryBytes
  if (count < 2 || count > mostItems || base + names > program.length) return undefined
  const items = Array.from({ length: count }, (_, index): Item => {
    const row = base + 4 + index * entryBytes
    const nameAt = program.readUInt32LE(row)
    return { name: textAt(program, base + nameAt), nameAt, from: program.readUInt32LE(row + 4) }
  })
  const ordered = items.every(
    ({ name, nameAt, from }, index) =>
      nameAt >= names &&
      from > nameAt &&
      base + from < program.length &&
      /^icudt\d+l\/[\w/.-]+$/.test(name) &&
      (index === 0 || (from > items[index - 1]!.from && name > items[index - 1]!.name)),
  )
  return ordered ? items : undefined
}

const textAt = (program: Buffer, at: number): string => {
  const end = program.indexOf(0, at)
  return end < 0 || end - at > 200 ? '' : program.toString('latin1', at, end)
}

/** The table is searched by halves, so it has no gaps; what the longer one had behind it is zeroed. */
const tableOf = (kept: readonly Item[], before: number): Buffer => {
  const table = Buffer.alloc(4 + before * entryBytes)
  table.writeUInt32LE(kept.length, 0)
  for (const [index, { nameAt, from }] of kept.entries()) {
    table.writeUInt32LE(nameAt, 4 + index * entryBytes)
    table.writeUInt32LE(from, 8 + index * entryBytes)
  }
  return table
}

/** Trees of languages beneath the data's root; in all others, and for files that are of no language, everything stays. */
const languageTrees = new Set(['brkitr', 'coll', 'curr', 'lang', 'rbnf', 'region', 'translit', 'unit', 'zone'])
const english = /^(root|en|en_US|pool|res_index|supplementalData|tzdbNames)\.res$/
const ofLanguage = /^[a-z]{2,3}(_\w+)?\.res$/
const dictionary = /\.dict$/

const isKept = (path: string): boolean => {
  const [, ...parts] = path.split('/')
  const file = parts.at(-1)!
  if (file.endsWith('.cnv') || dictionary.test(file)) return false
  if (!file.endsWith('.res') || english.test(file)) return true
  return parts.length === 1 ? !ofLanguage.test(file) : !languageTrees.has(parts[0]!)
}
