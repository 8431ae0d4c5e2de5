import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { Place, Report } from '../problem.ts'
import { Secret } from '../secret.ts'
import { isTemplate } from '../templates/parse.ts'
import type { Value, Variable } from '../value.ts'

/** Opens ansible-vault ciphertext. `sealed`: why none of the given passwords does. */
export type OpenVault = (
  ciphertext: string,
) => { readonly text: string } | { readonly sealed: string; readonly hint?: string }

/** `secret`: the file was encrypted as a whole, so each text in it is a secret. */
export type YamlSource = {
  readonly file: string
  readonly text: string
  readonly open: OpenVault
  readonly report: Report
  readonly secret?: boolean
}

const mostNodes = 1_000_000
const deepest = 64

/** The document's one value, `undefined` when it is empty or cannot be read (which is reported). YAML 1.1, as Ansible's. */
export const readYaml = ({ file, text, open, report, secret = false }: YamlSource): Value | undefined => {
  const lines = new LineCounter()
  const document = parseBounded(text, lines)
  const at = (offset: number): Place => ({ file, line: lines.linePos(offset).line, column: lines.linePos(offset).col })
  if (!document) {
    report({ severity: 'error', message: 'the document is too deep', place: at(0) })
    return undefined
  }
  for (const error of document.errors) {
    report({ severity: 'error', message: sentence(error.message), place: at(error.pos[0]) })
  }
  if (document.errors.length > 0 || !document.contents) return undefined
  const walk: Walk = { text, at, open, report, secret, anchors: new Map(), nodes: { left: mostNodes } }
  return convert(walk, document.contents as Node, 0)
}

/** The library descends by recursion: a thousand open brackets end its stack, not ours. */
const parseBounded = (text: string, lineCounter: LineCounter) => {
  try {
    return parseDocument(text, { version: '1.1', lineCounter, uniqueKeys: false, schema: 'yaml-1.1', customTags })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** PyYAML reads neither dates nor binary here that a variable of an inventory could use: they stay text. */
const customTags = (tags: readonly unknown[]) => {
  const unwanted = ['tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:binary']
  return tags.filter(tag => !unwanted.includes((tag as { tag?: string }).tag ?? '')) as never
}

type Walk = {
  text: string
  at: (offset: number) => Place
  open: OpenVault
  report: Report
  secret: boolean
  anchors: Map<string, { value: Value; size: number }>
  nodes: { left: number }
}

const convert = (walk: Walk, node: Node | null, depth: number): Value => {
  const place = walk.at(contentStart(walk, node))
  const nothing: Value = { kind: 'scalar', data: null, place }
  if (--walk.nodes.left < 0 || depth > deepest) {
    if (walk.nodes.left >= -1)
      walk.report({ severity: 'error', message: 'the document is too large or too deep', place })
    return nothing
  }
  if (isAlias(node)) return convertAlias(walk, node.source, place)
  const left = walk.nodes.left
  const value = convertContent(walk, node, depth, place)
  const anchor = (node as { anchor?: string } | null)?.anchor
  if (anchor) walk.anchors.set(anchor, { value, size: left - walk.nodes.left + 1 })
  return value
}

/** What an alias repeats counts again, so that aliases of aliases end as any large document does. */
const convertAlias = (walk: Walk, anchor: string, place: Place): Value => {
  const target = walk.anchors.get(anchor)
  const before = walk.nodes.left
  walk.nodes.left -= target?.size ?? 0
  if (target && walk.nodes.left >= 0) return target.value
  const message = target ? 'the aliases of the document stand for too much' : `alias *${anchor} refers to what it is in`
  if (before >= 0) walk.report({ severity: 'error', message, place })
  return { kind: 'scalar', data: null, place }
}

const convertContent = (walk: Walk, node: Node | null, depth: number, place: Place): Value => {
  if (isMap(node)) return convertMap(walk, node, depth, place)
  if (isSeq(node)) return { kind: 'list', items: node.items.map(item => convert(walk, item as Node, depth + 1)), place }
  return isScalar(node) ? convertScalar(walk, node, place) : { kind: 'scalar', data: null, place }
}

const convertMap = (walk: Walk, node: Node & { items: unknown[] }, depth: number, place: Place): Value => {
  const merged = new Map<string, Value>()
  const own = new Map<string, Value>()
  for (const pair of node.items) {
    if (!isPair(pair)) continue
    const key = isScalar(pair.key) ? String(pair.key.source ?? pair.key.value) : ''
    const value = convert(walk, pair.value as Node | null, depth + 1)
    const keyPlace = walk.at((pair.key as Node | null)?.range?.[0] ?? 0)
    if (key === '<<') mergeInto(merged, value)
    else if (!isScalar(pair.key))
      walk.report({ severity: 'error', message: 'a name must be plain text', place: keyPlace })
    else {
      const entry = { ...value, place: pair.value ? value.place : keyPlace }
      keyPlaces.set(entry, keyPlace)
      if (own.has(key)) walk.report({ severity: 'error', message: `${key} stands here twice`, place: keyPlace })
      else own.set(key, entry)
    }
  }
  return { kind: 'map', entries: new Map([...merged, ...own]), place }
}

const mergeInto = (merged: Map<string, Value>, value: Value): void => {
  for (const map of value.kind === 'list' ? value.items : [value]) {
    if (map.kind === 'map') for (const [key, entry] of map.entries) if (!merged.has(key)) merged.set(key, entry)
  }
}

/** Where the name of an entry stands; kept beside the values so that lists and maps have one shape. */
const keyPlaces = new WeakMap<Value, Place>()

export const toVariable = (name: string, value: Value): Variable => ({
  name,
  namePlace: keyPlaces.get(value) ?? value.place,
  value,
})

type ScalarNode = Node & { value: unknown; tag?: string; source?: string; type?: string }

const convertScalar = (walk: Walk, node: ScalarNode, place: Place): Value => {
  if (node.tag === '!vault' || node.tag === '!vault-encrypted') {
    const opened = walk.open(String(node.value))
    return 'text' in opened
      ? { kind: 'secret', secret: new Secret(opened.text), place }
      : { kind: 'sealed', why: opened.sealed, hint: opened.hint, place }
  }
  if (node.tag?.startsWith('!') && node.tag !== '!unsafe') {
    const hint = 'mantl knows !vault and !unsafe'
    walk.report({ severity: 'error', message: `unknown tag ${node.tag}`, hint, place })
  }
  if (node.tag === '!unsafe') return { kind: 'scalar', data: String(node.value), place, verbatim: true }
  const data = scalarData(node)
  if (walk.secret && typeof data === 'string' && !isTemplate(data))
    return { kind: 'secret', secret: new Secret(data), place }
  const start = contentStart(walk, node)
  const inline = typeof data === 'string' && walk.text.startsWith(data, start)
  return { kind: 'scalar', data, place, ...(inline && { inline }) }
}

/** PyYAML takes a lone y or n for text, unlike the library. */
const scalarData = (node: ScalarNode): string | number | boolean | null => {
  const { value, source } = node
  if (typeof value === 'boolean' && source !== undefined && /^[yn]$/i.test(source)) return source
  if (typeof value === 'bigint') return Number(value)
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value))
    return value as string | number | boolean | null
  return source ?? String(value)
}

const contentStart = (walk: Walk, node: Node | null): number => {
  const start = node?.range?.[0] ?? 0
  return isScalar(node) && /^['"]/.test(walk.text.slice(start, start + 1)) ? start + 1 : start
}

/** The library's message without its own place and code frame. */
const sentence = (message: string): string =>
  message
    .split(/ at line \d+|\n/)[0]!
    .replace(/[.:]$/, '')
    .replace(/^[A-Z](?=[a-z])/, letter => letter.toLowerCase())
