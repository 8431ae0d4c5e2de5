import { createServer as createNodeServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { MantlError } from '../errors.ts'
import { isMessage } from '../mesos/libprocess/incoming.ts'
import { refuseClient } from './client-error.ts'
import { createHandler, isStream } from './handle-request.ts'
import { createDelivery, createMessageIntake } from './incoming-messages.ts'
import { acceptMessages } from './message-connections.ts'
import { withDeadline } from './request-deadline.ts'
import type { HttpServer, ServerOptions } from './server-options.ts'
import { createTurns } from './turns.ts'

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
  const takeMessage = createMessageIntake(delivery, bodyLimit)
  const turns = createTurns()
  const handle = createHandler({ ...options, bodyLimit, turns })
  const server = nodeServer(options, (request, response) =>
    isMessage(request.method, request.headers) ? takeMessage(request, response) : handle(request, response),
  )
  refuseWhatIsNoHttp(server, options, counts)
  const messages = acceptMessages({
    server,
    take: ({ url, headers }, body, remote) => {
      const envelope = delivery.admit(url, headers, remote)
      return typeof envelope === 'number' ? envelope : delivery.deliver(envelope, body)
    },
    bodyLimit,
    requestTimeoutMs,
    turns,
  })
  await listen(server, options)
  const { address, port } = options.socket === undefined ? (server.address() as AddressInfo) : nowhere
  return {
    ip: address,
    port,
    counts,
    close: async () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      messages.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const nowhere = { address: '', port: 0 }

const listen = (server: Server, { ip, port, socket }: ServerOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', cause => reject(cannotListen(cause, socket ?? `${ip}:${port}`)))
    const place = socket === undefined ? { host: ip, port } : { path: socket }
    server.listen({ ...place, backlog: BACKLOG }, resolve)
  })

const cannotListen = (cause: NodeJS.ErrnoException, where: string): MantlError => {
  const inUse = cause.code === 'EADDRINUSE'
  const hint = inUse ? 'another process listens there; stop it or choose another --port' : undefined
  return new MantlError('http.listen', `can't listen on ${where}: ${cause.message}`, { hint, cause })
}

const refuseWhatIsNoHttp = (server: Server, { log }: ServerOptions, counts: { badRequests: number }): void =>
  void server.on('clientError', (error: Error, socket: Duplex) => {
    const status = refuseClient(error, socket as Socket)
    if (status === undefined) return
    counts.badRequests++
    log.warning(`refused a connection with ${status}: ${error.message}`, { remote: (socket as Socket).remoteAddress })
  })

const nodeServer = (options: ServerOptions, handler: RequestListener): Server =>
  createNodeServer(
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
