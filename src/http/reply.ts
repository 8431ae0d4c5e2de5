import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply } from 'fastify'
import { badRequest } from './answer.ts'
import type { Answer, HttpRequest } from './types.ts'

type Asking = Pick<HttpRequest, 'query' | 'headers'>

const compress = promisify(gzip)
const WORTH_COMPRESSING = 1024 // bytes, as in Mesos
const FASTEST = 1

/** Sends an answer: JSON as such or as JSONP, gzipped where asked for and worth it. */
export const sendAnswer = async (reply: FastifyReply, request: Asking, answer: Answer): Promise<FastifyReply> => {
  const { status, headers, body } = answer.json === undefined ? answer : wrapJson(request, answer)
  reply.code(status)
  if (headers) reply.headers(headers)
  if (body === undefined) return reply.send()
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) return reply.send(body)
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body
  if (bytes.length < WORTH_COMPRESSING || !takesGzip(request)) return reply.send(bytes)
  reply.header('Content-Encoding', 'gzip')
  return reply.send(await compress(bytes, { level: FASTEST }))
}

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
