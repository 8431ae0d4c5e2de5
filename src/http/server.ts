import { createServer as createNodeServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { MantlError } from '../errors.ts'
import { isMessage } from '../mesos/libprocess/incoming.ts'
import { refusal } from './answer.ts'
import { anonymous } from './authentication.ts'
import { permissive } from './authorization.ts'
import { readEncodedBody } from './body.ts'
import { refuseClient } from './client-error.ts'
import { createDispatch } from './dispatch.ts'
import { createDelivery, createMessageIntake } from './incoming-messages.ts'
import { acceptMessages } from './message-connections.ts'
import { RECORDIO_TYPE } from './negotiate.ts'
import { sendAnswer } from './reply.ts'
import { withDeadline } from './request-deadline.ts'
import { createRouter } from './router.ts'
import type { HttpServer, ServerOptions } from './server-options.ts'
import { statusOf } from './status.ts'
import type { HttpRequest } from './types.ts'

export type { HttpServer, OnMessage, ServerOptions } from './server-options.ts'

const BODY_LIMIT = 64 * 1024 * 1024
const REQUEST_TIMEOUT_MS = 300_000
const BACKLOG = 65_535 // connections not yet taken: all agents dial a new leader at once; the kernel has a limit of its own
const HEADER_LIMIT = 80 * 1024 // bytes of all headers together, as in Mesos' parser

/** A daemon's server for libprocess messages and HTTP, on one port. It listens when the promise resolves. */
export const createServer = async (options: ServerOptions): Promise<HttpServer> => {
  const counts = { unparsableMessages: 0, badRequests: 0 }
  const { bodyLimit = BODY_LIMIT, requirePeerAddressMatch = false, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options
  const delivery = createDelivery({ ...options, bodyLimit, requirePeerAddressMatch, counts })
  const app = createApp(options, counts, createMessageIntake(delivery, bodyLimit))
  app.all('/*', createHandler(options))
  const messages = acceptMessages({
    server: app.server,
    take: ({ url, headers }, body, remote) => {
      const envelope = delivery.admit(url, headers, remote)
      return typeof envelope === 'number' ? envelope : delivery.deliver(envelope, body)
    },
    bodyLimit,
    requestTimeoutMs,
  })
  await listen(app, options)
  const { address, port } = options.socket === undefined ? (app.server.address() as AddressInfo) : nowhere
  return {
    ip: address,
    port,
    counts,
    close: async () => {
      const closed = app.close()
      messages.close()
      app.server.closeAllConnections()
      await closed
    },
  }
}

const nowhere = { address: '', port: 0 }

const listen = async (app: FastifyInstance, { ip, port, socket }: ServerOptions): Promise<void> => {
  try {
    await app.listen({ ...(socket === undefined ? { host: ip, port } : { path: socket }), backlog: BACKLOG })
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const hint = code === 'EADDRINUSE' ? 'another process listens there; stop it or choose another --port' : undefined
    throw new MantlError('http.listen', `can't listen on ${socket ?? `${ip}:${port}`}: ${message}`, { hint, cause })
  }
}

const createApp = (
  options: ServerOptions,
  counts: { badRequests: number },
  takeMessage: ReturnType<typeof createMessageIntake>,
) => {
  const { log, bodyLimit = BODY_LIMIT } = options
  const app = fastify({
    bodyLimit,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    serverFactory: handler =>
      nodeServer(options, (request, response) =>
        isMessage(request.method, request.headers) ? takeMessage(request, response) : handler(request, response),
      ),
    clientErrorHandler: (error, socket) => {
      const status = refuseClient(error, socket)
      if (status === undefined) return
      counts.badRequests++
      log.warning(`refused a connection with ${status}: ${error.message}`, { remote: socket.remoteAddress })
    },
    frameworkErrors: (error, request, reply) => void failed(options, error, request, reply as FastifyReply),
  })
  app.setErrorHandler((error: FastifyError, request, reply) => failed(options, error, request, reply))
  app.setNotFoundHandler((request, reply) => sendAnswer(reply, asking(request), refusal(404)))
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addContentTypeParser(RECORDIO_TYPE, (_request, stream, done) => done(null, stream))
  return app
}

const nodeServer = (options: ServerOptions, handler: Parameters<typeof createNodeServer>[1] & {}): Server => {
  const server = createNodeServer(
    {
      maxHeaderSize: HEADER_LIMIT,
      headersTimeout: options.headersTimeoutMs ?? 60_000,
      requestTimeout: 0, // a stream of records has none; see withDeadline
      connectionsCheckingInterval: Math.min(5000, options.headersTimeoutMs ?? 5000),
      keepAliveTimeout: 0, // a libprocess peer takes the end of its connection for the end of the process
      keepAlive: true,
      keepAliveInitialDelay: 60_000,
      requireHostHeader: false,
    },
    withDeadline(options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS, isStream, handler),
  )
  return server
}

const isStream = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean => headers['content-type'] === RECORDIO_TYPE

const createHandler = (options: ServerOptions) => {
  const { authenticate = anonymous, authorize = permissive, disabledPaths = [], bodyLimit = BODY_LIMIT } = options
  const find = createRouter(options.routes, options.processId)
  const dispatch = createDispatch({ find, authenticate, authorize, disabledPaths: new Set(disabledPaths) })
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const bare = {
      ...asking(request),
      method: request.method,
      body: await readEncodedBody(body, request.headers['content-encoding'], bodyLimit),
      remoteAddress: request.ip ?? '', // a socket in the file system has none
      onClose: (fn: () => void) => void reply.raw.once('close', fn),
      ...(request.body instanceof Readable ? { stream: request.body } : {}),
    }
    const [rawPath = '/'] = request.url.split('?')
    const answer = await dispatch(rawPath, bare, () => reply.hijack().raw)
    if (bare.stream && !bare.stream.readableEnded) cutOff(reply)
    return 'kind' in answer ? reply : sendAnswer(reply, bare, answer)
  }
}

/** What goes on to come is not worth reading once the answer is out. */
const cutOff = (reply: FastifyReply) => {
  reply.header('Connection', 'close')
  reply.raw.once('finish', () => reply.raw.socket?.destroySoon())
}

const asking = (request: FastifyRequest): Pick<HttpRequest, 'query' | 'headers'> => ({
  query: readQuery(request.url),
  headers: request.headers,
})

const readQuery = (url: string): Record<string, string> => {
  const mark = url.indexOf('?')
  const query: Record<string, string> = Object.create(null)
  if (mark >= 0) for (const [name, value] of new URLSearchParams(url.slice(mark + 1))) query[name] = value
  return query
}

const failed = (options: ServerOptions, error: Error, request: FastifyRequest, reply: FastifyReply) => {
  const status = statusOf(error)
  if (status >= 500) options.log.error(`${request.method} ${request.url.split('?')[0]} failed`, { error })
  if (reply.raw.headersSent) return reply.raw.destroy()
  return sendAnswer(reply, asking(request), refusal(status, status >= 500 ? undefined : error.message))
}
