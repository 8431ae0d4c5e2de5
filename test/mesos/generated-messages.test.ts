import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { decode, encode, fromJson, type Schema, toJson } from '../../src/mesos/messages/codec/index.ts'
import type { Field, FieldType } from '../../src/mesos/messages/codec/schema.ts'
import { bytes, damaged, fuzzed, holds, orRefused } from '../support/fuzz.ts'

const folder = join(import.meta.dirname, '../../src/mesos/messages')
let schemas: Schema<any>[] = []
beforeAll(async () => {
  const files = readdirSync(folder).filter(name => name.endsWith('.ts'))
  const modules = await Promise.all(files.map(name => import(join(folder, name)) as Promise<Record<string, unknown>>))
  const all = modules.flatMap(module => Object.values(module)) as Schema<any>[]
  schemas = [...new Set(all.filter(value => value?.kind === 'message'))]
  expect(schemas.length).toBeGreaterThan(300)
})

const odd = fc.constantFrom<unknown>('', '\u0000', '../..', '*', -1, 2 ** 53, 2 ** 64, 1e308, '1', true, null, [], {}, [
  [],
])

/** JSON of a message, most of it right; deep down only what must be there. */
const json = (schema: Schema<any>, depth: number): fc.Arbitrary<unknown> => {
  const needed = schema.fields.filter(({ label }) => label === 'required')
  const fields = depth > 2 ? needed : schema.fields
  const arbitraries = fields.map(field => [field.name, fieldJson(field, depth)])
  const requiredKeys = needed.map(({ name }) => name) as never[]
  return fc.record(Object.fromEntries(arbitraries), { requiredKeys })
}

const fieldJson = (field: Field, depth: number): fc.Arbitrary<unknown> => {
  const one = valueJson(field.type, depth)
  if (field.label === 'repeated') return fc.oneof({ weight: 9, arbitrary: fc.array(one, { maxLength: 2 }) }, odd)
  if (field.label === 'map') return fc.dictionary(fc.string(), one, { maxKeys: 2 })
  return fc.oneof({ weight: 30, arbitrary: one }, { weight: 1, arbitrary: odd })
}

const valueJson = (type: FieldType, depth: number): fc.Arbitrary<unknown> => {
  if (typeof type !== 'string') {
    if (type.kind === 'enum') return fc.constantFrom(...Object.keys(type.numbers), 'NOT_A_NAME')
    return depth > 5 ? fc.constant({}) : fc.constant(null).chain(() => json(type, depth + 1))
  }
  if (type === 'string') return fc.string({ maxLength: 8, unit: 'binary' })
  if (type === 'bytes') return bytes(6).map(value => value.toString('base64'))
  if (type === 'bool') return fc.boolean()
  if (type === 'double' || type === 'float') return fc.double()
  return fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.constantFrom(2 ** 63, -(2 ** 63), 2 ** 64, 2 ** 32 - 1))
}

describe(`messages that nobody would send ${fuzzed}`, () => {
  it('whatever their JSON is: refused, or the same again in both forms', () => {
    for (const schema of schemas) {
      holds(json(schema, 0), 2, given => {
        const value = orRefused(() => fromJson(schema, JSON.parse(JSON.stringify(given))))
        if (value === undefined) return
        const written = encode(schema, value)
        expect(encode(schema, decode(schema, written))).toEqual(written)
        JSON.stringify(toJson(schema, value))
      })
    }
  })

  it('whatever their bytes are: refused, or the same again', () => {
    for (const schema of schemas) {
      holds(fc.oneof(bytes(64), damaged(json(schema, 1).map(given => valid(schema, given)))), 4, given => {
        const value = orRefused(() => decode(schema, given))
        if (value === undefined) return
        const written = encode(schema, value)
        expect(encode(schema, decode(schema, written))).toEqual(written)
        JSON.stringify(toJson(schema, value))
      })
    }
  })

  it('any JSON at all', () => {
    for (const schema of schemas)
      holds(fc.jsonValue({ maxDepth: 3 }), 2, given => void orRefused(() => fromJson(schema, given)))
  })
})

const valid = (schema: Schema<any>, given: unknown): Buffer => {
  const value = orRefused(() => fromJson(schema, JSON.parse(JSON.stringify(given))))
  return Buffer.from(value === undefined ? [] : encode(schema, value))
}
