import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { englishIcu } from './english-icu.ts'
import { isThere } from './is-there.ts'
import { type StrippedElf, strippedElf } from './stripped-elf.ts'

/**
 * The program without debug sections and symbol tables, a fifth of Node's, and with English as its only language: made once, kept in the
 * cache. Where it is laid out in a way that we do not know, the program itself. The one that this process runs on is tried before.
 */
export const strippedNode = async (origin: string, cache: string): Promise<string> => {
  const { size, mtimeMs, ino } = await stat(origin)
  const identity = createHash('sha256').update(`${origin} ${size} ${mtimeMs} ${ino}`).digest('hex').slice(0, 32)
  const path = join(cache, 'node', `slim-${identity}`)
  if (await isThere(path)) return path
  const stripped = strip(origin, size)
  if (stripped === undefined) return origin
  await mkdir(join(cache, 'node'), { recursive: true })
  const bytes = await bytesOf(origin, stripped)
  const tried = origin === process.execPath
  if (!(await put(inEnglish(bytes), path, tried))) await put(bytes, path, false)
  return path
}

const strip = (origin: string, size: number): StrippedElf | undefined => {
  const file = openSync(origin, 'r')
  try {
    return strippedElf((offset, length) => {
      const bytes = Buffer.alloc(length)
      return bytes.subarray(0, readSync(file, bytes, 0, length, offset))
    }, size)
  } finally {
    closeSync(file)
  }
}

const bytesOf = async (origin: string, { header, kept, tail }: StrippedElf): Promise<Buffer> =>
  Buffer.concat([header, (await readFile(origin)).subarray(header.length, kept), tail])

const inEnglish = (program: Buffer): Buffer => {
  const edits = englishIcu(program) ?? []
  const edited = edits.length === 0 ? program : Buffer.from(program)
  for (const edit of edits) {
    if ('bytes' in edit) edited.set(edit.bytes, edit.offset)
    else edited.fill(0, edit.offset, edit.offset + edit.zeros)
  }
  return edited
}

/** False: it was tried, and does not do what daemons want of it. */
const put = async (program: Buffer, path: string, tried: boolean): Promise<boolean> => {
  const temporary = `${path}.${randomUUID()}`
  await writeFile(temporary, piecesOf(program), { mode: 0o755 })
  await chmod(temporary, 0o755)
  if (tried && !(await works(temporary))) {
    await rm(temporary)
    return false
  }
  await rename(temporary, path)
  return true
}

/**
 * The kernel keeps what is written in large pieces in large pages, and maps such a page as a whole: written by the megabyte, each process of
 * this program has 69 MB of it and of its own in memory, by 64 kB or less 43 MB.
 */
const pieceBytes = 64 * 1024

function* piecesOf(program: Buffer): Generator<Uint8Array> {
  for (let start = 0; start < program.length; start += pieceBytes) yield program.subarray(start, start + pieceBytes)
}

const run = promisify(execFile)

const works = (node: string): Promise<boolean> =>
  run(node, ['--no-warnings', '-p', trial], { env: {}, timeout: 30_000 }).then(
    ({ stdout }) => stdout === 'true\n',
    () => false,
  )

/** What asks ICU: numbers, dates, order, forms and properties of characters, names of hosts. Not what would be another answer in a later ICU. */
const trial = `[
  (1234.5).toLocaleString('en') === '1,234.5',
  new Date(0).toLocaleDateString('en', { timeZone: 'UTC' }) === '1/1/1970',
  'a2'.localeCompare('a10', 'en', { numeric: true }) < 0 && 'a'.localeCompare('b', 'de') < 0,
  '\\u00e9'.normalize('NFD').length === 2,
  /^\\p{Lu}$/iu.test('\\u00e4'),
  new URL('http://b\\u00fccher.example').host === 'xn--bcher-kva.example',
  new TextDecoder('utf-8').decode(new Uint8Array([0xc3, 0xa4])) === '\\u00e4',
  new TextDecoder('utf-16le').decode(new Uint8Array([65, 0])) === 'A',
].every(Boolean)`
