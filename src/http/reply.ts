import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { badRequest } from './answer.ts'
import type { Answer, HttpRequest } from './types.ts'

type Asking = Pick<HttpRequest, 'query' | 'headers'>

const compress = promisify(gzip)
const WORTH_COMPRESSING = 1024 // bytes, as in Mesos
const FASTEST = 1

/** Sends an answer: JSON as such or as JSONP, gzipped where asked for and worth it. Resolves when all of it was handed over. */
export const sendAnswer = async (response: ServerResponse, request: Asking, answer: Answer): Promise<void> => {
  const { status, headers = {}, body = '' } = answer.json === undefined ? answer : wrapJson(request, answer)
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (body instanceof Readable) return sendStream(response, body)
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body
  if (bytes.length < WORTH_COMPRESSING || !takesGzip(request)) return sendBytes(response, bytes)
  response.setHeader('Content-Encoding', 'gzip')
  sendBytes(response, await compress(bytes, { level: FASTEST }))
}

/** Who asks with HEAD may be told the length of what GET would have brought. */
const sendBytes = (response: ServerResponse, bytes: Buffer): void => {
  const told = response.req.method === 'HEAD' && response.hasHeader('Content-Length')
  if (!told) response.setHeader('Content-Length', bytes.length)
  response.end(bytes)
}

/** Where either end breaks, the other is let go: there is nothing left to say once the headers are out. */
const sendStream = (response: ServerResponse, body: Readable): Promise<void> =>
  pipeline(body, response).catch(() => void response.destroy())

const CALLBACK = /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/

const wrapJson = ({ query }: Asking, answer: Answer): Answer => {
  const { jsonp } = query
  if (jsonp === undefined) {
    return { ...answer, headers: { ...answer.headers, 'Content-Type': 'application/json' }, body: answer.json }
  }
  if (!CALLBACK.test(jsonp)) return badRequest('The jsonp parameter is not the name of a function.\n')
  const headers = { ...answer.headers, 'Content-Type': 'text/javascript' }
  return { ...answer, headers, body: `${jsonp}(${answer.json})` }
}

const takesGzip = ({ headers }: Asking): boolean =>
  String(headers['accept-encoding'] ?? '')
    .split(',')
    .some(part => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$)[\d.]+\s*)?$/.test(part))
