import protobuf from 'protobufjs/minimal.js'
import { MantlError } from '../../../errors.ts'
import { type Plan, planOf, type Slot } from './plan.ts'
import type { Schema } from './schema.ts'

/** `left`: so many fields it may still have. */
type Reader = protobuf.Reader & { left: number }
type Writer = protobuf.Writer
type Plain = Record<string, unknown>

const MAX_DEPTH = 64 // as deep as protobuf's own readers go by default, roughly; a message of ours needs 12

/**
 * Reads the protobuf form. Throws `wire.malformed` for truncated bytes, a missing required field, too deep nesting, or more fields than `most` in all,
 * known or not.
 */
export const decode = <T>(schema: Schema<T>, bytes: Uint8Array, most = Infinity): T => {
  try {
    const reader = open(bytes, most)
    return decodeMessage(planOf(schema), reader, reader.len, 0) as T
  } catch (cause) {
    if (cause instanceof MantlError) throw cause
    throw new MantlError('wire.malformed', `these ${bytes.length} bytes are not a ${schema.name}`, { cause })
  }
}

const open = (bytes: Uint8Array, left: number): Reader => Object.assign(protobuf.Reader.create(bytes), { left })

/** Writes the protobuf form, fields in the order of their numbers, unset ones left out. */
export const encode = <T>(schema: Schema<T>, value: T): Uint8Array =>
  encodeMessage(planOf(schema), value as Plain, protobuf.Writer.create()).finish()

const decodeMessage = (plan: Plan, reader: Reader, end: number, depth: number): Plain => {
  if (depth > MAX_DEPTH) throw new MantlError('wire.malformed', `${plan.name} is nested deeper than ${MAX_DEPTH}`)
  const target: Plain = {}
  const { slots, required } = plan
  while (reader.pos < end) {
    if (--reader.left < 0) throw tooMany()
    const tag = reader.uint32()
    const slot = slots[tag >>> 3]
    if (slot === undefined) reader.skipType(tag & 7)
    else decodeField(slot, reader, tag & 7, target, depth)
  }
  if (reader.pos > end) throw new RangeError(`${plan.name} ends in mid-field`)
  for (let i = 0; i < required.length; i++) if (target[required[i]!] === undefined) throw missing(plan, required[i]!)
  return target
}

const missing = ({ name }: Plan, field: string) => new MantlError('wire.malformed', `${name} lacks its ${field}`)

const tooMany = () => new MantlError('wire.malformed', 'it has too many fields')

const decodeField = (slot: Slot, reader: Reader, wire: number, target: Plain, depth: number): void => {
  if (wire !== slot.wire) {
    if (slot.label === 'repeated' && wire === 2) decodePacked(slot, reader, target, depth)
    else reader.skipType(wire)
  } else if (slot.label === 'repeated') push(listOf(slot, target), decodeValue(slot, reader, depth))
  else if (slot.label === 'map') decodeEntry(slot, reader, target, depth)
  else {
    const value = decodeValue(slot, reader, depth)
    if (value !== undefined) target[slot.name] = value
  }
}

const decodeValue = (slot: Slot, reader: Reader, depth: number): unknown => {
  if (slot.message === undefined) return slot.read(reader)
  const length = reader.uint32()
  return decodeMessage(slot.message(), reader, reader.pos + length, depth + 1)
}

const listOf = ({ name }: Slot, target: Plain): unknown[] =>
  ((target[name] as unknown[] | undefined) ?? (target[name] = [])) as unknown[]

const push = (list: unknown[], value: unknown) => {
  if (value !== undefined) list.push(value)
}

const decodePacked = (slot: Slot, reader: Reader, target: Plain, depth: number): void => {
  const list = listOf(slot, target)
  const end = reader.uint32() + reader.pos
  while (reader.pos < end) {
    if (--reader.left < 0) throw tooMany()
    push(list, decodeValue(slot, reader, depth))
  }
}

const KEY = 10
const VALUE = 16

const decodeEntry = (slot: Slot, reader: Reader, target: Plain, depth: number): void => {
  const end = reader.uint32() + reader.pos
  let key = ''
  let value: unknown
  while (reader.pos < end) {
    const tag = reader.uint32()
    if (tag === KEY) key = reader.string()
    else if (tag === (VALUE | slot.valueWire)) value = decodeValue(slot, reader, depth)
    else reader.skipType(tag & 7)
  }
  const entries = ((target[slot.name] as Plain | undefined) ?? (target[slot.name] = Object.create(null))) as Plain
  entries[key] = value ?? absent(slot, depth)
}

/** An entry without a value has an empty one, where that is one at all. */
const absent = (slot: Slot, depth: number): unknown =>
  slot.message === undefined ? slot.empty() : decodeMessage(slot.message(), open(NOTHING, 0), 0, depth + 1)

const NOTHING = new Uint8Array()

const encodeMessage = (plan: Plan, value: Plain, writer: Writer): Writer => {
  const { ascending } = plan
  for (let i = 0; i < ascending.length; i++) {
    const slot = ascending[i]!
    const held = value[slot.name]
    if (held !== undefined && held !== null) encodeField(slot, held, writer)
    else if (slot.label === 'required') throw missing(plan, slot.name)
  }
  return writer
}

const encodeField = (slot: Slot, held: unknown, writer: Writer): void => {
  if (slot.label === 'map') encodeEntries(slot, held as Plain, writer)
  else if (slot.label === 'repeated') for (const value of held as unknown[]) encodeValue(slot, slot.tag, value, writer)
  else encodeValue(slot, slot.tag, held, writer)
}

const encodeEntries = (slot: Slot, entries: Plain, writer: Writer): void => {
  for (const [key, value] of Object.entries(entries)) {
    writer.uint32(slot.tag).fork()
    writer.uint32(KEY).string(key)
    encodeValue(slot, VALUE | slot.valueWire, value, writer)
    writer.ldelim()
  }
}

const encodeValue = (slot: Slot, tag: number, value: unknown, writer: Writer): void => {
  writer.uint32(tag)
  if (slot.message === undefined) slot.write(writer, value)
  else encodeMessage(slot.message(), value as Plain, writer.fork()).ldelim()
}
