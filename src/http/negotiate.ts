import type { IncomingHttpHeaders } from 'node:http'
import { badRequest, refusal } from './answer.ts'
import type { Answer } from './types.ts'

/** PURE. The rules of facts/api-v1.md 2. */
export const JSON_TYPE = 'application/json'
export const PROTOBUF_TYPE = 'application/x-protobuf'
export const RECORDIO_TYPE = 'application/recordio'

export type MediaType = typeof JSON_TYPE | typeof PROTOBUF_TYPE

/** The type to answer in: JSON where both are accepted or nothing is said; undefined where none is (406). */
export const negotiate = (accept: string | undefined): MediaType | undefined =>
  accepts(accept, JSON_TYPE) ? JSON_TYPE : accepts(accept, PROTOBUF_TYPE) ? PROTOBUF_TYPE : undefined

export const accepts = (accept: string | undefined, type: string): boolean => {
  if (accept === undefined || accept.trim() === '') return true
  const [family] = type.split('/')
  const ranges = accept.split(',').map(readRange)
  return ranges.some(
    ({ range, quality }) => quality > 0 && (range === type || range === '*/*' || range === `${family}/*`),
  )
}

const readRange = (text: string) => {
  const [range = '', ...parameters] = text.split(';').map(part => part.trim())
  const quality = parameters.find(parameter => parameter.startsWith('q='))
  return { range, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 }
}

/** A request's own type, compared as an exact string; else the answer that refuses it. */
export const contentType = (headers: IncomingHttpHeaders): MediaType | Answer => {
  const type = headers['content-type']
  if (type === undefined) return badRequest("Expecting 'Content-Type' to be present")
  return isMediaType(type) ? type : refusal(415, `Expecting 'Content-Type' of ${JSON_TYPE} or ${PROTOBUF_TYPE}`)
}

export const notAcceptable = refusal(406, `Expecting 'Accept' to allow '${PROTOBUF_TYPE}' or '${JSON_TYPE}'`)

const isMediaType = (type: unknown): type is MediaType => type === JSON_TYPE || type === PROTOBUF_TYPE

/** How an agent's call, which may be a stream and may be answered by one, is written. */
export interface CallTypes {
  /** Of the call, or of each record of it. */
  readonly content: MediaType
  /** Whether the call is a stream of records. */
  readonly streamed: boolean
  readonly accept: MediaType
  /** Whether `Accept` asks for application/recordio by name; `accept` then holds for each record. */
  readonly acceptStreamed: boolean
}

/** The types of an operator call to the agent, Message-Content-Type and Message-Accept included; else what refuses it. */
export const callTypes = (headers: IncomingHttpHeaders): CallTypes | Answer => {
  const content = streamableContent(headers)
  if ('status' in content) return content
  const accept = streamableAccept(headers)
  return 'status' in accept ? accept : { ...content, ...accept }
}

const streamableContent = (headers: IncomingHttpHeaders): Pick<CallTypes, 'content' | 'streamed'> | Answer => {
  const inner = headers['message-content-type']
  if (headers['content-type'] === RECORDIO_TYPE) {
    if (inner === undefined) return badRequest("Expecting 'Message-Content-Type' to be present")
    if (isMediaType(inner)) return { content: inner, streamed: true }
    return refusal(415, `Expecting 'Message-Content-Type' of ${JSON_TYPE} or ${PROTOBUF_TYPE}`)
  }
  const content = contentType(headers)
  if (typeof content !== 'string') {
    return content.status === 415 ? refusal(415, `${content.body}, or ${RECORDIO_TYPE}`) : content
  }
  if (inner !== undefined)
    return refusal(415, "'Message-Content-Type' is only for 'Content-Type: application/recordio'")
  return { content, streamed: false }
}

const streamableAccept = (headers: IncomingHttpHeaders): Pick<CallTypes, 'accept' | 'acceptStreamed'> | Answer => {
  const inner = headers['message-accept']
  const plain = negotiate(headers.accept)
  if (plain !== undefined) {
    if (inner !== undefined) return refusal(406, "'Message-Accept' is only for 'Accept: application/recordio'")
    return { accept: plain, acceptStreamed: false }
  }
  if (!accepts(headers.accept, RECORDIO_TYPE)) return notAcceptable
  const accept = negotiate(inner === undefined ? undefined : String(inner))
  if (accept !== undefined) return { accept, acceptStreamed: true }
  return refusal(406, `Expecting 'Message-Accept' to allow '${PROTOBUF_TYPE}' or '${JSON_TYPE}'`)
}
