import { MantlError } from '../errors.ts'
import { decode, encode, fromJson, type Schema, toJson } from '../mesos/messages/codec/index.ts'
import { badRequest, okBytes } from './answer.ts'
import { holdsMoreValues } from './json-values.ts'
import { JSON_TYPE, type MediaType } from './negotiate.ts'
import type { Answer } from './types.ts'

/**
 * PURE. A call out of a request's body, or the 400 that says why it is none, in Mesos' words. `most`: values that it may have, for each of them
 * takes time, however few bytes it has.
 */
export const readCall = <T>(
  schema: Schema<T>,
  type: MediaType,
  body: Buffer,
  most?: number,
): { readonly call: T } | Answer =>
  type === JSON_TYPE ? readJson(schema, body, most) : readProtobuf(schema, body, most)

const readJson = <T>(schema: Schema<T>, body: Buffer, most?: number): { readonly call: T } | Answer => {
  if (most !== undefined && holdsMoreValues(body, most)) {
    return badRequest(`Failed to parse body into JSON: it holds more than ${most} values`)
  }
  let json: unknown
  try {
    json = JSON.parse(body.toString('utf8'))
  } catch (error) {
    return badRequest(`Failed to parse body into JSON: ${(error as Error).message}`)
  }
  return orRefused(`Failed to convert JSON into ${schema.name} protobuf`, () => fromJson(schema, json))
}

const readProtobuf = <T>(schema: Schema<T>, body: Buffer, most?: number) =>
  orRefused(`Failed to parse body into ${schema.name} protobuf`, () => decode(schema, body, most))

const orRefused = <T>(words: string, read: () => T): { readonly call: T } | Answer => {
  try {
    return { call: read() }
  } catch (error) {
    if (error instanceof MantlError) return badRequest(`${words}: ${error.message}`)
    throw error
  }
}

/** A message's bytes in the negotiated type: a body, or one record of a stream. */
export const writeMessage = <T>(schema: Schema<T>, type: MediaType, value: T): Buffer =>
  type === JSON_TYPE ? Buffer.from(JSON.stringify(toJson(schema, value)), 'utf8') : Buffer.from(encode(schema, value))

/** 200 with a message in the negotiated type. */
export const okMessage = <T>(schema: Schema<T>, type: MediaType, value: T): Answer =>
  okBytes(type, writeMessage(schema, type, value))
