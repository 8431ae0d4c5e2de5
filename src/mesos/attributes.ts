import type { Attribute } from './messages/basics.ts'
import { formatValue } from './resources/format.ts'
import { type Parsed, parseValue } from './resources/text-value.ts'

/**
 * `key:value;…`, also split at newlines; the first `:` parts key and value; spaces never count. A number is SCALAR, `[a-b]` RANGES,
 * anything else TEXT. A set is refused (the C++ agent aborts on it). Source: facts/master.md 8.
 */
export const parseAttributes = (text: string): Parsed<Attribute[]> => {
  const attributes: Attribute[] = []
  let offset = 0
  for (const part of text.split(/[;\n]/)) {
    if (part.trim() !== '') {
      const parsed = parseAttribute(part, offset)
      if ('problem' in parsed) return parsed
      attributes.push(parsed.value)
    }
    offset += part.length + 1
  }
  return { value: attributes }
}

const parseAttribute = (part: string, offset: number): Parsed<Attribute> => {
  const colon = part.indexOf(':')
  const start = offset + part.search(/\S/)
  if (colon < 0) return { problem: `attribute '${part.trim()}' has no ':' between key and value`, offset: start }
  const name = part.slice(0, colon).replace(/\s/g, '')
  if (name === '') return { problem: `attribute '${part.trim()}' has no key`, offset: start }
  const value = parseValue(part.slice(colon + 1))
  const at = offset + colon + 1
  if ('problem' in value) return { problem: `attribute ${name}: ${value.problem}`, offset: at + value.offset }
  if (value.value.type === 'SET') return { problem: `attribute ${name} cannot be a set`, offset: at }
  return { value: { name, ...value.value } }
}

/** The text form again. */
export const formatAttributes = (attributes: readonly Attribute[]): string =>
  attributes.map(attribute => `${attribute.name}:${attributeText(attribute)}`).join(';')

/** Endpoints show numbers as numbers, everything else as text. */
export const attributeSummary = (attributes: readonly Attribute[]): Record<string, number | string> =>
  Object.fromEntries(attributes.map(a => [a.name, a.type === 'SCALAR' ? (a.scalar?.value ?? 0) : attributeText(a)]))

const attributeText = (attribute: Attribute): string =>
  attribute.type === 'TEXT' ? (attribute.text?.value ?? '') : formatValue(attribute)
