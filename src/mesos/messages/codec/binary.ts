import protobuf from 'protobufjs/minimal.js'
import { MantlError } from '../../../errors.ts'
import type { EnumSchema, Field, FieldType, ScalarName, Schema } from './schema.ts'

type Reader = protobuf.Reader
type Writer = protobuf.Writer
type Plain = Record<string, unknown>

const MAX_DEPTH = 64 // as deep as protobuf's own readers go by default, roughly; a message of ours needs 12

/** Reads the protobuf form. Throws `wire.malformed` for truncated bytes, a missing required field or too deep nesting. */
export const decode = <T>(schema: Schema<T>, bytes: Uint8Array): T => {
  try {
    const reader = protobuf.Reader.create(bytes)
    return decodeMessage(schema, reader, reader.len, 0) as T
  } catch (cause) {
    if (cause instanceof MantlError) throw cause
    throw new MantlError('wire.malformed', `these ${bytes.length} bytes are not a ${schema.name}`, { cause })
  }
}

/** Writes the protobuf form, fields in the order of their numbers, unset ones left out. */
export const encode = <T>(schema: Schema<T>, value: T): Uint8Array =>
  encodeMessage(schema, value as Plain, protobuf.Writer.create()).finish()

const decodeMessage = (schema: Schema<any>, reader: Reader, end: number, depth: number): Plain => {
  if (depth > MAX_DEPTH) throw new MantlError('wire.malformed', `${schema.name} is nested deeper than ${MAX_DEPTH}`)
  const target: Plain = {}
  while (reader.pos < end) {
    const tag = reader.uint32()
    const field = schema.byNumber[tag >>> 3]
    if (field === undefined) reader.skipType(tag & 7)
    else decodeField(field, reader, tag & 7, target, depth)
  }
  if (reader.pos > end) throw new RangeError(`${schema.name} ends in mid-field`)
  for (const field of schema.fields) {
    if (field.label === 'required' && target[field.name] === undefined) throw missing(schema.name, field.name)
  }
  return target
}

const missing = (schema: string, field: string) => new MantlError('wire.malformed', `${schema} lacks its ${field}`)

const decodeField = (field: Field, reader: Reader, wire: number, target: Plain, depth: number): void => {
  if (wire !== (field.label === 'map' ? 2 : wireOf(field.type)) && !isPacked(field, wire)) reader.skipType(wire)
  else if (field.label === 'map') decodeEntry(field, reader, target, depth)
  else if (field.label === 'repeated') decodeItem(field, reader, wire, target, depth)
  else {
    const value = decodeValue(field.type, reader, depth)
    if (value !== undefined) target[field.name] = value
  }
}

const decodeItem = (field: Field, reader: Reader, wire: number, target: Plain, depth: number): void => {
  const list = ((target[field.name] as unknown[] | undefined) ?? (target[field.name] = [])) as unknown[]
  if (isPacked(field, wire)) {
    const end = reader.uint32() + reader.pos
    while (reader.pos < end) push(list, decodeValue(field.type, reader, depth))
  } else push(list, decodeValue(field.type, reader, depth))
}

const push = (list: unknown[], value: unknown) => {
  if (value !== undefined) list.push(value)
}

const isPacked = ({ label, type }: Field, wire: number) => label === 'repeated' && wire === 2 && wireOf(type) !== 2

/** How a value of the type is framed. A field that comes framed otherwise is one of another message: skipped, as unknown ones. */
const wireOf = (type: FieldType): number => {
  if (typeof type === 'string') return writeScalar[type].wire
  return type.kind === 'enum' ? 0 : 2
}

const decodeEntry = (field: Field, reader: Reader, target: Plain, depth: number): void => {
  const end = reader.uint32() + reader.pos
  let key = ''
  let value: unknown
  while (reader.pos < end) {
    const tag = reader.uint32()
    if (tag === 10) key = reader.string()
    else if (tag === (16 | wireOf(field.type))) value = decodeValue(field.type, reader, depth)
    else reader.skipType(tag & 7)
  }
  const entries = ((target[field.name] as Plain | undefined) ?? (target[field.name] = Object.create(null))) as Plain
  entries[key] = value ?? emptyOf(field.type)
}

const emptyOf = (type: FieldType): unknown => {
  if (typeof type === 'object') return type.kind === 'message' ? {} : undefined
  return type === 'string' || type === 'bytes' ? '' : type === 'bool' ? false : 0
}

const decodeValue = (type: FieldType, reader: Reader, depth: number): unknown => {
  if (typeof type === 'string') return readScalar[type](reader)
  if (type.kind === 'enum') return type.names.get(reader.int32())
  const length = reader.uint32()
  return decodeMessage(type, reader, reader.pos + length, depth + 1)
}

const readScalar: Record<ScalarName, (reader: Reader) => unknown> = {
  string: reader => reader.string(),
  bytes: reader => toBase64(reader.bytes()),
  bool: reader => reader.bool(),
  double: reader => reader.double(),
  float: reader => reader.float(),
  int32: reader => reader.int32(),
  uint32: reader => reader.uint32(),
  int64: reader => Number(reader.int64()),
  uint64: reader => Number(reader.uint64()),
}

const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

const encodeMessage = (schema: Schema<any>, value: Plain, writer: Writer): Writer => {
  for (const field of byAscendingNumber(schema)) {
    const held = value[field.name]
    if (held === undefined || held === null) {
      if (field.label === 'required') throw missing(schema.name, field.name)
    } else encodeField(field, held, writer)
  }
  return writer
}

const ascending = new WeakMap<Schema<any>, readonly Field[]>()

const byAscendingNumber = (schema: Schema<any>): readonly Field[] => {
  const known = ascending.get(schema)
  if (known) return known
  const sorted = [...schema.fields].sort((a, b) => a.number - b.number)
  ascending.set(schema, sorted)
  return sorted
}

const encodeField = (field: Field, held: unknown, writer: Writer): void => {
  if (field.label === 'map') {
    for (const [key, value] of Object.entries(held as Plain)) {
      writer.uint32((field.number << 3) | 2).fork()
      writer.uint32(10).string(key)
      encodeValue(field.type, 2, value, writer)
      writer.ldelim()
    }
  } else if (field.label === 'repeated')
    for (const value of held as unknown[]) encodeValue(field.type, field.number, value, writer)
  else encodeValue(field.type, field.number, held, writer)
}

const encodeValue = (type: FieldType, number: number, value: unknown, writer: Writer): void => {
  if (typeof type === 'string') {
    const { wire, write } = writeScalar[type]
    write(writer.uint32((number << 3) | wire), value)
  } else if (type.kind === 'enum') writer.uint32(number << 3).int32(numberOf(type, value))
  else encodeMessage(type, value as Plain, writer.uint32((number << 3) | 2).fork()).ldelim()
}

const numberOf = (type: EnumSchema, value: unknown): number => {
  const number = type.numbers[value as string]
  if (number === undefined) throw new MantlError('wire.malformed', `${String(value)} is no ${type.name}`)
  return number
}

const writeScalar: Record<ScalarName, { wire: number; write: (writer: Writer, value: any) => void }> = {
  string: { wire: 2, write: (writer, value) => writer.string(value) },
  bytes: { wire: 2, write: (writer, value) => writer.bytes(Buffer.from(value, 'base64')) },
  bool: { wire: 0, write: (writer, value) => writer.bool(value) },
  double: { wire: 1, write: (writer, value) => writer.double(value) },
  float: { wire: 5, write: (writer, value) => writer.float(value) },
  int32: { wire: 0, write: (writer, value) => writer.int32(value) },
  uint32: { wire: 0, write: (writer, value) => writer.uint32(value) },
  int64: { wire: 0, write: (writer, value) => writer.int64(value) },
  uint64: { wire: 0, write: (writer, value) => writer.uint64(value) },
}
