import { encode, type Schema, toJson } from '../../../../mesos/messages/codec/index.ts'
import type { Field } from '../../../../mesos/messages/codec/schema.ts'
import { gatherer } from './gather.ts'
import { listOf, objectOf, type Pieces } from './pieces.ts'

/**
 * PURE. A message too large to be written at a stroke: `plain` fields as usual, `lists` one item at a time (undefined: a rest), `parts` such
 * messages themselves. In JSON its lists are written even when they are empty, as Mesos does for the large responses.
 */
export interface Large {
  readonly schema: Schema<any>
  readonly plain?: object
  readonly lists?: Readonly<Record<string, Iterable<unknown>>>
  readonly parts?: Readonly<Record<string, Large>>
}

export function* jsonPieces({ schema, plain = {}, lists = {}, parts = {} }: Large): Generator<string | Uint8Array> {
  const members: Record<string, Pieces> = {}
  for (const [name, items] of Object.entries(lists)) {
    const type = messageOf(schema, name)
    members[name] = listOf(items, item => item !== undefined && JSON.stringify(toJson(type, item)))
  }
  for (const [name, part] of Object.entries(parts)) members[name] = jsonPieces(part)
  yield* objectOf(toJson(schema, plain) as object, members)
}

/** The lengths of parts stand before them, so that these are gathered first: the empty pieces are rests on the way. */
export function* protobufPieces({ schema, plain = {}, lists = {}, parts = {} }: Large): Generator<Uint8Array> {
  yield encode(schema, plain)
  for (const [name, items] of Object.entries(lists)) {
    const field = fieldOf(schema, name)
    for (const item of items) {
      if (item === undefined) {
        yield NOTHING
        continue
      }
      const bytes = encode(field.type as Schema<any>, item)
      yield header(field, bytes.length)
      yield bytes
    }
  }
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

const fieldOf = (schema: Schema<any>, name: string): Field => schema.byName.get(name)!

const messageOf = (schema: Schema<any>, name: string): Schema<any> => fieldOf(schema, name).type as Schema<any>
