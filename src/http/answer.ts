import type { Readable } from 'node:stream'
import { reasons } from './status.ts'
import type { Answer } from './types.ts'

const TEXT = { 'Content-Type': 'text/plain; charset=utf-8' }

/** 200, and a value as JSON. */
export const ok = (value: unknown): Answer => okJson(JSON.stringify(value))

/** 200, and a JSON text that was made before. */
export const okJson = (json: string): Answer => ({ status: 200, json })

/** 200 without a body. */
export const okEmpty: Answer = { status: 200 }

export const accepted: Answer = { status: 202 }

export const okText = (body: string): Answer => ({ status: 200, headers: TEXT, body })

/** Bytes of a given type: a protobuf response, a file. */
export const okBytes = (contentType: string, body: Buffer | Readable, headers: Answer['headers'] = {}): Answer => ({
  status: 200,
  headers: { ...headers, 'Content-Type': contentType },
  body,
})

/** A status with a text; without one it says what Mesos says: `404 Not Found.` */
export const refusal = (status: number, text = `${status} ${reasons[status] ?? 'Error'}.`): Answer => ({
  status,
  headers: TEXT,
  body: text,
})

export const badRequest = (text?: string): Answer => refusal(400, text)
export const forbidden = (text?: string): Answer => refusal(403, text)
export const notFound = (text?: string): Answer => refusal(404, text)
export const conflict = (text?: string): Answer => refusal(409, text)
export const unavailable = (text?: string): Answer => refusal(503, text)

export const unauthorized = (challenges: readonly string[]): Answer => ({
  ...refusal(401),
  headers: { ...TEXT, 'WWW-Authenticate': challenges.join(',') },
})

export const methodNotAllowed = (expected: readonly string[], received: string): Answer => ({
  ...refusal(405, `405 Method Not Allowed. Expecting one of { ${quoted(expected)} }, but received '${received}'.`),
  headers: { ...TEXT, Allow: expected.join(', ') },
})

const quoted = (methods: readonly string[]) => methods.map(method => `'${method}'`).join(', ')

/** To `//host:port/path`: without a scheme, as Mesos does. */
export const redirect = (location: string): Answer => ({ status: 307, headers: { Location: location } })
