import { didYouMean } from '../did-you-mean.ts'
import { addChild, addGroup, addHost, type Draft } from '../draft.ts'
import { expandHostEntry } from '../host-ranges.ts'
import type { Place } from '../problem.ts'
import { fromPlain, type Variable } from '../value.ts'
import { readLiteral } from './python-literals.ts'
import { splitWords, type Word } from './shell-words.ts'

/** Ansible's INI form. Our own reader: packages for INI keep no line numbers and know neither ranges nor `[x:children]`. */
export const readIniInventory = (draft: Draft, { file, text }: { file: string; text: string }) => {
  const reading: Reading = {
    draft,
    section: { group: 'ungrouped', kind: 'hosts', seen: new Set() },
    named: new Set(),
    pending: [],
  }
  const lines = text.split(/\r?\n/)
  for (const [index, line] of lines.entries()) {
    const column = line.length - line.trimStart().length + 1
    if (/^\s*([#;]|$)/.test(line)) continue
    readLine(reading, line.trim(), { file, line: index + 1, column })
  }
  for (const { group, kind, place } of reading.pending) {
    if (reading.named.has(group)) continue
    const hint = didYouMean(group, reading.named) ?? `write a section [${group}]`
    draft.report({ severity: 'error', message: `group ${group} of this ${kind} section is not defined`, hint, place })
  }
}

type Reading = {
  draft: Draft
  section: { group: string; kind: 'hosts' | 'vars' | 'children' | 'skip'; seen: Set<string> }
  /** Groups that have a section of their own or stand under children. */
  named: Set<string>
  pending: { group: string; kind: 'vars' | 'children'; place: Place }[]
}

const readLine = (reading: Reading, line: string, place: Place) => {
  if (line.startsWith('[') && !/^\[[^\]]*:[^\]]*\]\S/.test(line) && !/^\[[0-9a-f]*:[0-9a-f:.]*:/i.test(line)) {
    return readHeader(reading, line, place)
  }
  const { kind } = reading.section
  if (kind === 'hosts') readHostLine(reading, line, place)
  else if (kind === 'vars') readVariableLine(reading, line, place)
  else if (kind === 'children') readChildLine(reading, line, place)
}

const readHeader = (reading: Reading, line: string, place: Place) => {
  const [, group, kind = 'hosts'] = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:[#;].*)?$/.exec(line) ?? []
  reading.section = { group: group ?? '', kind: 'skip', seen: new Set() }
  if (group === undefined)
    return wrong(reading, `${line} is not a section like [group], [group:vars] or [group:children]`, place)
  if (kind !== 'hosts' && kind !== 'vars' && kind !== 'children') {
    const hint = didYouMean(kind, ['vars', 'children', 'hosts'])
    return wrong(reading, `section [${group}:${kind}] is unknown: there are :vars and :children`, place, hint)
  }
  reading.section.kind = kind
  if (kind === 'vars' && group !== 'all' && group !== 'ungrouped') reading.pending.push({ group, kind, place })
  else reading.named.add(group)
  addGroup(reading.draft, group, place)
}

const readHostLine = ({ draft, section }: Reading, line: string, place: Place) => {
  const { words, wrong: unclosed } = splitWords(line)
  const [first, ...rest] = words
  if (unclosed || !first) return wrong({ draft }, unclosed ?? 'this is no host', place)
  const expanded = expandHostEntry(first.text)
  if ('wrong' in expanded) return wrong({ draft }, expanded.wrong, place)
  const variables = new Map<string, Variable>()
  if (expanded.port) variables.set('ansible_port', variable('ansible_port', String(expanded.port), place, place))
  for (const word of rest) readPair(draft, variables, word, line, place)
  for (const name of expanded.names) {
    if (section.seen.has(name)) wrong({ draft }, `host ${name} stands in this section twice`, place)
    section.seen.add(name)
    addHost(draft, name, section.group, place).layers.inventory.push(variables)
  }
}

const readPair = (draft: Draft, variables: Map<string, Variable>, word: Word, line: string, place: Place) => {
  const equals = word.text.indexOf('=')
  const at = { ...place, column: place.column + word.column - 1 }
  if (equals < 1)
    return wrong({ draft }, `expected name=value, found ${word.text}`, at, 'quote values that hold spaces')
  const name = word.text.slice(0, equals)
  const valueStart = line.indexOf('=', word.column - 1) + 1
  const quoted = /["']/.test(line[valueStart] ?? '') ? 1 : 0
  const valuePlace = { ...place, column: place.column + valueStart + quoted }
  if (variables.has(name) && name !== 'ansible_port') wrong({ draft }, `${name} is set twice for this host`, at)
  variables.set(name, variable(name, word.text.slice(equals + 1), at, valuePlace))
}

const readVariableLine = ({ draft, section }: Reading, line: string, place: Place) => {
  const [, name, gap = '', text = ''] = /^([^=]*?)(\s*=\s*)(.*)$/.exec(line) ?? []
  if (!name) return wrong({ draft }, `expected name=value, found ${line}`, place)
  if (section.seen.has(name)) wrong({ draft }, `${name} is set twice in this section`, place)
  section.seen.add(name)
  const valuePlace = { ...place, column: place.column + name.length + gap.length }
  addGroup(draft, section.group, place).layers.inventory.push(
    new Map([[name, variable(name, text, place, valuePlace)]]),
  )
}

const readChildLine = (reading: Reading, line: string, place: Place) => {
  const child = line.replace(/\s+[#;].*$/, '')
  if (/[\s=]/.test(child) && !reading.named.has(child) && /\s/.test(child)) {
    return wrong(reading, `expected the name of a group, found ${line}`, place)
  }
  addChild(reading.draft, reading.section.group, child, place)
  reading.pending.push({ group: child, kind: 'children', place })
}

const variable = (name: string, text: string, namePlace: Place, place: Place): Variable => {
  const value = fromPlain(readLiteral(text), place)
  return { name, namePlace, value: value.kind === 'scalar' && value.data === text ? { ...value, inline: true } : value }
}

const wrong = ({ draft }: { draft: Draft }, message: string, place: Place, hint?: string): void =>
  draft.report({ severity: 'error', message, hint, place })
