import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { refusal } from './answer.ts'
import { anonymous } from './authentication.ts'
import { permissive } from './authorization.ts'
import { readBody, readEncodedBody } from './body.ts'
import { type BareRequest, createDispatch } from './dispatch.ts'
import { RECORDIO_TYPE } from './negotiate.ts'
import { sendAnswer } from './reply.ts'
import { createRouter } from './router.ts'
import type { ServerOptions } from './server-options.ts'
import { statusOf } from './status.ts'
import type { Turns } from './turns.ts'
import type { HttpRequest } from './types.ts'

/** Everything that is no libprocess message: reads the request, lets `dispatch` decide, and sends what it says. Never throws. */
export const createHandler = (
  options: ServerOptions & { readonly bodyLimit: number; readonly turns: Turns },
): RequestListener => {
  const { authenticate = anonymous, authorize = permissive, disabledPaths = [], bodyLimit, turns } = options
  const find = createRouter(options.routes, options.processId)
  const dispatch = createDispatch({ find, authenticate, authorize, disabledPaths: new Set(disabledPaths) })

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const limit = Math.min(bodyLimit, find(pathOf(request))?.route.bodyLimit ?? bodyLimit)
    const bare = await readRequest(request, response, limit)
    if (turns.crowded()) await new Promise<void>(turns.later)
    const answer = await dispatch(pathOf(request), bare, () => response)
    if (bare.stream && !bare.stream.readableEnded) cutOff(response)
    if (!('kind' in answer)) await sendAnswer(response, bare, answer)
  }

  return (request, response) => {
    response.on('error', () => {}) // whoever asked has gone
    handle(request, response).catch(error => failed(options, error, request, response))
  }
}

/** Whether the body is one of records, which may go on for ever. */
export const isStream = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean =>
  headers['content-type'] === RECORDIO_TYPE

const readRequest = async (
  request: IncomingMessage,
  response: ServerResponse,
  bodyLimit: number,
): Promise<BareRequest> => {
  const streams = isStream(request) && !bodyless.has(request.method ?? '')
  const body = streams || bodyless.has(request.method ?? '') ? nothing : await readBody(request, bodyLimit)
  return {
    ...asking(request),
    method: request.method ?? '',
    body: await readEncodedBody(body, request.headers['content-encoding'], bodyLimit),
    remoteAddress: request.socket.remoteAddress ?? '', // a socket in the file system has none
    onClose: fn => void response.once('close', fn),
    ...(streams ? { stream: request } : {}),
  }
}

const nothing = Buffer.alloc(0)

/** What they bring along means nothing (RFC 9110), and is not read. */
const bodyless = new Set(['GET', 'HEAD', 'TRACE'])

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? '/'

const asking = ({ url = '/', headers }: IncomingMessage): Pick<HttpRequest, 'query' | 'headers'> => ({
  query: readQuery(url),
  headers,
})

const readQuery = (url: string): Record<string, string> => {
  const mark = url.indexOf('?')
  const query: Record<string, string> = Object.create(null)
  if (mark >= 0) for (const [name, value] of new URLSearchParams(url.slice(mark + 1))) query[name] = value
  return query
}

/** What goes on to come is not worth reading once the answer is out. */
const cutOff = (response: ServerResponse): void => {
  response.setHeader('Connection', 'close')
  response.once('finish', () => response.socket?.destroySoon())
}

const failed = (options: ServerOptions, error: Error, request: IncomingMessage, response: ServerResponse): void => {
  const status = statusOf(error)
  if (status >= 500) options.log.error(`${request.method} ${pathOf(request)} failed`, { error })
  if (response.headersSent) return void response.destroy()
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  if (!request.complete) cutOff(response)
  sendAnswer(response, asking(request), refusal(status, status >= 500 ? undefined : error.message)).catch(() =>
    response.destroy(),
  )
}
