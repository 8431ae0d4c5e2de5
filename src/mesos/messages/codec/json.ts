import { MantlError } from '../../../errors.ts'
import type { Field, FieldType, ScalarName, Schema } from './schema.ts'

type Plain = Record<string, unknown>

/**
 * Reads JSON by Mesos' rules (3rdparty/stout protobuf.hpp): unknown fields ignored, null is unset, a lone value stands
 * for a list of one, numbers and booleans may be strings, an unknown enum name is unset where the field is optional.
 * Throws `json.invalid`, naming the path, also for too deep nesting.
 */
export const fromJson = <T>(schema: Schema<T>, json: unknown): T => {
  try {
    return readMessage(schema, json, '', 0) as T
  } catch {
    // Paths of a hundred thousand values take longer than the values: they are reckoned where one is asked for.
    return readMessage(schema, json, schema.name, 0) as T
  }
}

/** The JSON that Mesos writes: what is set, and explicit defaults of what is not, but for deprecated fields. */
export const toJson = <T>(schema: Schema<T>, value: T): unknown => writeMessage(schema, value as Plain)

const invalid = (path: string, what: string) => new MantlError('json.invalid', `${path}: ${what}`)

const MAX_DEPTH = 64 // as for the protobuf form

/** Where there is no path to what is around, there is none to what is in it. */
const within = (path: string, part: string | number): string =>
  path && (typeof part === 'number' ? `${path}[${part}]` : `${path}.${part}`)

const readMessage = (schema: Schema<any>, json: unknown, path: string, depth: number): Plain => {
  if (depth > MAX_DEPTH) throw invalid(schema.name, `nested deeper than ${MAX_DEPTH}`)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalid(path, 'expected an object')
  const target: Plain = {}
  const source = json as Plain
  for (const field of schema.fields) {
    const held = Object.hasOwn(source, field.name) ? source[field.name] : undefined
    const value =
      held === undefined || held === null ? undefined : readField(field, held, within(path, field.name), depth)
    if (value !== undefined) target[field.name] = value
    else if (field.label === 'required') throw invalid(path, `missing required field ${field.name}`)
  }
  return target
}

const readField = (field: Field, held: unknown, path: string, depth: number): unknown => {
  if (field.label === 'map') return readMap(field, held, path, depth)
  if (field.label === 'repeated') {
    const list = Array.isArray(held) ? held : [held]
    const values = list
      .map((item, index) => readValue(field.type, item, within(path, index), depth))
      .filter(item => item !== undefined)
    return values.length === 0 ? undefined : values
  }
  if (Array.isArray(held)) throw invalid(path, 'expected one value, not a list')
  return readValue(field.type, held, path, depth)
}

const readMap = (field: Field, held: unknown, path: string, depth: number): Plain => {
  if (typeof held !== 'object' || held === null || Array.isArray(held)) throw invalid(path, 'expected an object')
  const entries: Plain = Object.create(null)
  for (const [key, value] of Object.entries(held)) entries[key] = readValue(field.type, value, within(path, key), depth)
  return entries
}

const readValue = (type: FieldType, held: unknown, path: string, depth: number): unknown => {
  if (typeof type === 'string') return readScalar[type](held, path)
  if (type.kind === 'message') return readMessage(type, held, path, depth + 1)
  if (typeof held !== 'string') throw invalid(path, `expected the name of a ${type.name}`)
  return Object.hasOwn(type.numbers, held) ? held : undefined
}

const readString = (held: unknown, path: string): string => {
  if (typeof held !== 'string') throw invalid(path, 'expected a string')
  return held
}

const readBytes = (held: unknown, path: string): string => {
  const text = readString(held, path)
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) throw invalid(path, 'expected base64')
  return text
}

const readBool = (held: unknown, path: string): boolean => {
  if (typeof held === 'boolean') return held
  if (held === 'true' || held === 'false') return held === 'true'
  throw invalid(path, 'expected a boolean')
}

const readDouble = (held: unknown, path: string): number => {
  const value = typeof held === 'string' && held.trim() !== '' ? Number(held) : held
  if (typeof value !== 'number' || Number.isNaN(value)) throw invalid(path, 'expected a number')
  return value
}

const readInteger =
  (low: number, high: number) =>
  (held: unknown, path: string): number => {
    const value = Math.trunc(readDouble(held, path))
    if (!(value >= low && value <= high)) throw invalid(path, `expected an integer from ${low} to ${high}`)
    return value
  }

const readScalar: Record<ScalarName, (held: unknown, path: string) => unknown> = {
  string: readString,
  bytes: readBytes,
  bool: readBool,
  double: readDouble,
  float: readDouble,
  int32: readInteger(-(2 ** 31), 2 ** 31 - 1),
  uint32: readInteger(0, 2 ** 32 - 1),
  int64: readInteger(-(2 ** 63), 2 ** 63),
  uint64: readInteger(0, 2 ** 64),
}

const writeMessage = (schema: Schema<any>, value: Plain): Plain => {
  const target: Plain = {}
  for (const field of schema.fields) {
    const held = value[field.name]
    if (held !== undefined && held !== null) {
      const written = writeField(field, held)
      if (written !== undefined) target[field.name] = written
    } else if (field.defaultValue !== undefined && !field.deprecated) target[field.name] = field.defaultValue
  }
  return target
}

const writeField = (field: Field, held: unknown): unknown => {
  if (field.label === 'repeated') {
    const list = held as unknown[]
    return list.length === 0 ? undefined : list.map(item => writeValue(field.type, item))
  }
  if (field.label !== 'map') return writeValue(field.type, held)
  return Object.fromEntries(Object.entries(held as Plain).map(([key, item]) => [key, writeValue(field.type, item)]))
}

const writeValue = (type: FieldType, held: unknown): unknown => {
  if (typeof type === 'object' && type.kind === 'message') return writeMessage(type, held as Plain)
  if (held === Infinity) return 'Infinity'
  return held === -Infinity ? '-Infinity' : held
}
