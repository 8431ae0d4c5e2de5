import { JSON_TYPE, type MediaType, PROTOBUF_TYPE } from '../../../../http/negotiate.ts'
import { encode, type Schema, toJson } from '../../../../mesos/messages/codec/index.ts'
import type { Field } from '../../../../mesos/messages/codec/schema.ts'
import { gatherer } from './gather.ts'
import { listOf, listOfWritten, objectOf, type Pieces } from './pieces.ts'

/**
 * PURE. A message too large to be written at a stroke: `plain` fields as usual, `lists` one item at a time (undefined: a rest), `kept` lists that
 * are written already, `parts` such messages themselves. In JSON its lists are written even when they are empty, as Mesos does for the
 * large responses.
 */
export interface Large {
  readonly schema: Schema<any>
  readonly plain?: object
  readonly lists?: Readonly<Record<string, Iterable<unknown>>>
  readonly kept?: Readonly<Record<string, KeptList>>
  readonly parts?: Readonly<Record<string, Large>>
}

/** For one media type the items as writtenJson() or writtenProtobuf() made them. */
export type KeptList = (type: MediaType) => Iterable<Uint8Array | ''>

export const largePieces = (type: MediaType, message: Large): Pieces =>
  type === JSON_TYPE ? jsonPieces(message) : protobufPieces(message)

/** An item of a list that listOfWritten() puts together. */
export const writtenJson = <T>(schema: Schema<T>, item: T): string => `,${JSON.stringify(toJson(schema, item))}`

/** An item of a repeated field with the field's header. */
export const writtenProtobuf = (field: Field, item: unknown): Uint8Array => {
  const bytes = encode(field.type as Schema<any>, item)
  return Buffer.concat([header(field, bytes.length), bytes])
}

export function* jsonPieces({
  schema,
  plain = {},
  lists = {},
  kept = {},
  parts = {},
}: Large): Generator<string | Uint8Array> {
  const members: Record<string, Pieces> = {}
  for (const [name, items] of Object.entries(lists)) {
    const type = fieldOf(schema, name).type as Schema<any>
    members[name] = listOf(items, item => item !== undefined && JSON.stringify(toJson(type, item)))
  }
  for (const [name, list] of Object.entries(kept)) members[name] = listOfWritten(list(JSON_TYPE))
  for (const [name, part] of Object.entries(parts)) members[name] = jsonPieces(part)
  yield* objectOf(toJson(schema, plain) as object, members)
}

/** The lengths of parts stand before them, so that these are gathered first: the empty pieces are rests on the way. */
export function* protobufPieces({
  schema,
  plain = {},
  lists = {},
  kept = {},
  parts = {},
}: Large): Generator<Uint8Array> {
  yield encode(schema, plain)
  for (const [name, items] of Object.entries(lists)) {
    const field = fieldOf(schema, name)
    for (const item of items) yield item === undefined ? NOTHING : writtenProtobuf(field, item)
  }
  for (const list of Object.values(kept)) for (const piece of list(PROTOBUF_TYPE)) yield piece === '' ? NOTHING : piece
  for (const [name, part] of Object.entries(parts)) {
    const gathered = gatherer(GATHERED)
    for (const piece of protobufPieces(part)) {
      gathered.put(piece)
      yield NOTHING
    }
    const buffers = gathered.take()
    const length = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
    yield header(fieldOf(schema, name), length)
    yield* buffers
  }
}

const GATHERED = 64 * 1024 // bytes
const NOTHING = new Uint8Array(0)
const LENGTH_DELIMITED = 2

const header = ({ number }: Field, length: number): Uint8Array =>
  Uint8Array.from([...varint(number * 8 + LENGTH_DELIMITED), ...varint(length)])

const varint = (value: number): number[] => {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return [...bytes, rest]
}

export const fieldOf = (schema: Schema<any>, name: string): Field => schema.byName.get(name)!
