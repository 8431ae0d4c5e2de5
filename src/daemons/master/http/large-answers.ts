import type { Readable } from 'node:stream'
import { badRequest, okBytes } from '../../../http/answer.ts'
import { JSON_TYPE } from '../../../http/negotiate.ts'
import type { Answer, HttpRequest } from '../../../http/types.ts'
import { paced } from './paced.ts'
import { type Rendering, renderingOf } from './rendering.ts'

/** Bytes of different renderings that may wait for their readers; over it those who read the oldest are cut off. */
const RETAINED = 512 * 1024 * 1024
const WORTH_COMPRESSING = 1024 // bytes, as in Mesos

type Asking = Pick<HttpRequest, 'method' | 'query' | 'headers'>

export interface LargeAnswers {
  /** As application/json, or JSONP where the query asks for it. */
  json(request: Asking, rendering: Rendering): Promise<Answer>
  /** A body of a given type. */
  bytes(request: Asking, contentType: string, rendering: Rendering): Promise<Answer>
}

/** 200 with a body that many readers share, sent as fast as each of them reads. */
export const createLargeAnswers = (retained = RETAINED): LargeAnswers => {
  const keep = createRetention(retained)
  const bytes: LargeAnswers['bytes'] = async (request, contentType, rendering) => {
    const zip = rendering.length >= WORTH_COMPRESSING && takesGzip(request)
    const { buffers, length } = zip ? await rendering.gzipped() : rendering
    const headers = { 'Content-Length': String(length), ...(zip && { 'Content-Encoding': 'gzip' }) }
    if (request.method === 'HEAD') return { status: 200, headers: { ...headers, 'Content-Type': contentType } }
    return okBytes(contentType, keep(buffers, length), headers)
  }
  return {
    bytes,
    json: async (request, rendering) => {
      const { jsonp } = request.query
      if (jsonp === undefined) return bytes(request, JSON_TYPE, rendering)
      if (!CALLBACK.test(jsonp)) return badRequest('The jsonp parameter is not the name of a function.\n')
      const wrapped = renderingOf([Buffer.from(`${jsonp}(`), ...rendering.buffers, Buffer.from(')')])
      return bytes(request, 'text/javascript', wrapped)
    },
  }
}

const CALLBACK = /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/

const createRetention = (limit: number) => {
  const readers = new Map<readonly Buffer[], { readonly length: number; readonly streams: Set<Readable> }>()
  let total = 0
  const release = (buffers: readonly Buffer[], stream: Readable) => {
    const entry = readers.get(buffers)
    entry?.streams.delete(stream)
    if (entry?.streams.size !== 0) return
    readers.delete(buffers)
    total -= entry.length
  }
  const dropOldest = () => {
    const [oldest] = readers.values()
    if (readers.size > 1) for (const stream of oldest?.streams ?? []) stream.destroy()
  }
  return (buffers: readonly Buffer[], length: number): Readable => {
    const stream = paced(buffers)
    const entry = readers.get(buffers) ?? { length, streams: new Set() }
    if (entry.streams.size === 0) {
      readers.set(buffers, entry)
      total += length
    }
    entry.streams.add(stream)
    stream.on('close', () => release(buffers, stream))
    if (total > limit) dropOldest()
    return stream
  }
}

const takesGzip = ({ headers }: Asking): boolean =>
  String(headers['accept-encoding'] ?? '')
    .split(',')
    .some(part => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$)[\d.]+\s*)?$/.test(part))
