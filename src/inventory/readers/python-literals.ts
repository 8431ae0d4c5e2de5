import type { Plain } from '../value.ts'

/**
 * INI values are Python literals where they can be: numbers, True, None, quoted text, [lists], {maps}, (tuples);
 * everything else is text as it stands. So `port=5050` is a number and `mode=leader` is text.
 */
export const readLiteral = (text: string): Plain => {
  const reader = { text, index: 0 }
  const value = readValue(reader, 0)
  skipSpace(reader)
  const atEnd = reader.index === text.length || text[reader.index] === '#'
  return value !== undefined && atEnd ? value : text
}

type Reader = { readonly text: string; index: number }

const words: Readonly<Record<string, Plain>> = { True: true, False: false, None: null }

const readValue = (reader: Reader, depth: number): Plain | undefined => {
  skipSpace(reader)
  const next = reader.text[reader.index] ?? ''
  if (depth > 32) return undefined
  if (next === '[') return readItems(reader, ']', depth)
  if (next === '(') return readItems(reader, ')', depth)
  if (next === '{') return readMap(reader, depth)
  if (next === '"' || next === "'") return readQuoted(reader, next)
  const word = /^(?:True|False|None)\b/.exec(reader.text.slice(reader.index, reader.index + 6))?.[0]
  if (word) return take(reader, word.length, words[word]!)
  return readNumber(reader)
}

const readNumber = (reader: Reader): number | undefined => {
  const [number] =
    /^[+-]?(?:0x[0-9a-f]+|0o[0-7]+|(?:0|[1-9]\d*)(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+)(?![\w.])/i.exec(
      reader.text.slice(reader.index),
    ) ?? []
  return number === undefined ? undefined : take(reader, number.length, Number(number))
}

const readQuoted = (reader: Reader, quote: string): string | undefined => {
  let text = ''
  for (let index = reader.index + 1; index < reader.text.length; index++) {
    const character = reader.text[index]!
    if (character === quote) return take(reader, index + 1 - reader.index, text)
    text += character === '\\' ? unescaped(reader.text[++index] ?? '') : character
  }
  return undefined
}

const unescaped = (character: string): string =>
  ({ n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"' })[character] ?? `\\${character}`

const readItems = (reader: Reader, close: string, depth: number): Plain[] | undefined => {
  const items: Plain[] = []
  reader.index++
  while (!closes(reader, close)) {
    const item = readValue(reader, depth + 1)
    if (item === undefined || !separates(reader, close)) return undefined
    items.push(item)
  }
  return items
}

const readMap = (reader: Reader, depth: number): Plain | undefined => {
  const entries: [string, Plain][] = []
  reader.index++
  while (!closes(reader, '}')) {
    const key = readValue(reader, depth + 1)
    skipSpace(reader)
    if (key === undefined || reader.text[reader.index++] !== ':') return undefined
    const value = readValue(reader, depth + 1)
    if (value === undefined || !separates(reader, '}')) return undefined
    entries.push([String(key), value])
  }
  return Object.fromEntries(entries)
}

const closes = (reader: Reader, close: string): boolean => {
  skipSpace(reader)
  if (reader.text[reader.index] !== close) return false
  reader.index++
  return true
}

/** A comma, or the end which is left to `closes`. */
const separates = (reader: Reader, close: string): boolean => {
  skipSpace(reader)
  if (reader.text[reader.index] === ',') return take(reader, 1, true)
  return reader.text[reader.index] === close
}

const skipSpace = (reader: Reader): void => {
  while (/\s/.test(reader.text[reader.index] ?? '')) reader.index++
}

const take = <T>(reader: Reader, length: number, value: T): T => {
  reader.index += length
  return value
}
