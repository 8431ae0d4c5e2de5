import type { MantlError } from '../../errors.ts'
import { fromJson } from '../messages/codec/json.ts'
import { Resource } from '../messages/resource.ts'
import { validateRole } from '../roles.ts'
import { normalize } from './algebra.ts'
import { toPostRefinement } from './formats.ts'
import { type Parsed, parseValue } from './text-value.ts'
import { validateResources } from './validate.ts'

/**
 * The flag's two forms: `name(role):value;…` with value `2.5`, `[a-b,c-d]` or `{x,y}`, and a JSON array of Resource, in either
 * reservation form. `defaultRole` is for those that name none. Post-refinement form, melted, without empty ones.
 */
export const parseResources = (text: string, defaultRole = '*'): Parsed<Resource[]> =>
  /^\s*\[/.test(text) ? parseJsonForm(text, defaultRole) : parseTextForm(text, defaultRole)

const parseTextForm = (text: string, defaultRole: string): Parsed<Resource[]> => {
  const resources: Resource[] = []
  let offset = 0
  for (const part of text.split(';')) {
    if (part.trim() !== '') {
      const parsed = parseOne(part, offset, defaultRole)
      if ('problem' in parsed) return parsed
      resources.push(parsed.value)
    }
    offset += part.length + 1
  }
  return { value: normalize(resources) }
}

const parseOne = (part: string, offset: number, defaultRole: string): Parsed<Resource> => {
  const colon = part.indexOf(':')
  const start = offset + part.search(/\S/)
  if (colon < 0) return { problem: `'${part.trim()}' has no ':' between name and value`, offset: start }
  const head = /^\s*([^\s()]+)\s*(?:\(\s*([^()]*?)\s*\))?\s*$/.exec(part.slice(0, colon))
  if (!head) return { problem: `'${part.slice(0, colon).trim()}' is not a name, nor name(role)`, offset: start }
  const [, name = '', role = defaultRole] = head
  const badRole = validateRole(role)
  if (badRole) return { problem: badRole, offset: start }
  const value = parseValue(part.slice(colon + 1))
  if ('problem' in value) return { problem: `${name}: ${value.problem}`, offset: offset + colon + 1 + value.offset }
  if (value.value.type === 'TEXT') {
    const at = offset + colon + 1 + Math.max(0, part.slice(colon + 1).search(/\S/))
    return { problem: `${name}: '${part.slice(colon + 1).trim()}' is no number, no [ranges] and no {set}`, offset: at }
  }
  const { text: _, ...rest } = value.value
  return { value: toPostRefinement([{ name, ...rest, role }])[0]! }
}

const parseJsonForm = (text: string, defaultRole: string): Parsed<Resource[]> => {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    const message = (error as Error).message
    return {
      problem: `resources are not valid JSON: ${message}`,
      offset: Number(/position (\d+)/.exec(message)?.[1] ?? 0),
    }
  }
  return readJson(data as unknown[], defaultRole)
}

const readJson = (items: unknown[], defaultRole: string): Parsed<Resource[]> => {
  const resources: Resource[] = []
  for (const [i, item] of items.entries()) {
    try {
      resources.push(withDefaultRole(fromJson(Resource, item), defaultRole))
    } catch (error) {
      return { problem: `resource ${i}: ${(error as MantlError).message}`, offset: 0 }
    }
  }
  const problem = validateResources(resources)
  return problem ? { problem, offset: 0 } : { value: normalize(toPostRefinement(resources)) }
}

const withDefaultRole = (resource: Resource, role: string): Resource =>
  resource.role === undefined && !resource.reservations?.length ? { ...resource, role } : resource
