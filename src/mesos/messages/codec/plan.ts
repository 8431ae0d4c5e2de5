import type protobuf from 'protobufjs/minimal.js'
import { MantlError } from '../../../errors.ts'
import type { EnumSchema, Field, FieldType, ScalarName, Schema } from './schema.ts'

type Reader = protobuf.Reader
type Writer = protobuf.Writer

/** What binary.ts needs of a schema, looked up once and not for each field of each message. */
export interface Plan {
  readonly name: string
  /** By field number. */
  readonly slots: readonly (Slot | undefined)[]
  /** In the order of their numbers, as they are written. */
  readonly ascending: readonly Slot[]
  readonly required: readonly string[]
}

export interface Slot {
  readonly name: string
  readonly label: Field['label']
  /** How a value of the type is framed. A field that comes framed otherwise is one of another message: skipped, as unknown ones. */
  readonly wire: number
  /** What stands before a value. */
  readonly tag: number
  /** Of a map: how its values are framed and tagged. */
  readonly valueWire: number
  /** Set for a message, not for a scalar or an enum. */
  readonly message?: () => Plan
  /** A scalar's value; undefined for an enum's number without a name. */
  readonly read: (reader: Reader) => unknown
  readonly write: (writer: Writer, value: any) => void
  /** What an entry of a map is that lacks its value. */
  readonly empty: () => unknown
}

const plans = new WeakMap<Schema<any>, Plan>()

export const planOf = (schema: Schema<any>): Plan => {
  const known = plans.get(schema)
  if (known) return known
  const made = newPlan(schema)
  plans.set(schema, made)
  return made
}

const newPlan = ({ name, fields }: Schema<any>): Plan => {
  const all = fields.map(newSlot)
  const slots: Slot[] = []
  for (const [i, { number }] of fields.entries()) slots[number] = all[i]!
  const required = fields.filter(({ label }) => label === 'required').map(field => field.name)
  return { name, slots, ascending: slots.filter(slot => slot !== undefined), required }
}

const newSlot = ({ name, number, label, type }: Field): Slot => {
  const valueWire = wireOf(type)
  const wire = label === 'map' ? 2 : valueWire
  return { name, label, wire, tag: (number << 3) | wire, valueWire, ...kindOf(type), empty: () => emptyOf(type) }
}

const wireOf = (type: FieldType): number => {
  if (typeof type === 'string') return scalars[type].wire
  return type.kind === 'enum' ? 0 : 2
}

const kindOf = (type: FieldType): Pick<Slot, 'message' | 'read' | 'write'> => {
  if (typeof type === 'string') return { read: scalars[type].read, write: scalars[type].write }
  if (type.kind === 'enum') {
    return {
      read: reader => type.names.get(reader.int32()),
      write: (writer, value) => writer.int32(numberOf(type, value)),
    }
  }
  let plan: Plan | undefined
  return { message: () => (plan ??= planOf(type)), read: () => undefined, write: () => {} }
}

const numberOf = (type: EnumSchema, value: unknown): number => {
  const number = type.numbers[value as string]
  if (number === undefined) throw new MantlError('wire.malformed', `${String(value)} is no ${type.name}`)
  return number
}

const emptyOf = (type: FieldType): unknown => {
  if (typeof type === 'object') return type.kind === 'message' ? {} : undefined
  return type === 'string' || type === 'bytes' ? '' : type === 'bool' ? false : 0
}

const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

interface Scalar {
  readonly wire: number
  readonly read: (reader: Reader) => unknown
  readonly write: (writer: Writer, value: any) => void
}

const scalars: Readonly<Record<ScalarName, Scalar>> = {
  string: { wire: 2, read: reader => reader.string(), write: (writer, value) => writer.string(value) },
  bytes: {
    wire: 2,
    read: reader => toBase64(reader.bytes()),
    write: (writer, value) => writer.bytes(Buffer.from(value, 'base64')),
  },
  bool: { wire: 0, read: reader => reader.bool(), write: (writer, value) => writer.bool(value) },
  double: { wire: 1, read: reader => reader.double(), write: (writer, value) => writer.double(value) },
  float: { wire: 5, read: reader => reader.float(), write: (writer, value) => writer.float(value) },
  int32: { wire: 0, read: reader => reader.int32(), write: (writer, value) => writer.int32(value) },
  uint32: { wire: 0, read: reader => reader.uint32(), write: (writer, value) => writer.uint32(value) },
  int64: { wire: 0, read: reader => Number(reader.int64()), write: (writer, value) => writer.int64(value) },
  uint64: { wire: 0, read: reader => Number(reader.uint64()), write: (writer, value) => writer.uint64(value) },
}
