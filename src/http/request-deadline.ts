import type { IncomingMessage, RequestListener } from 'node:http'
import { refuseClient } from './client-error.ts'

/**
 * Gives each request a time to have come whole, but those whose body is a stream, which last as long as their sender likes. Node's own
 * `requestTimeout` knows no such exception. Its headers have a time of their own before.
 */
export const withDeadline =
  (ms: number, isStream: (request: IncomingMessage) => boolean, handle: RequestListener): RequestListener =>
  (request, response) => {
    if (!request.complete && !isStream(request)) {
      const timer = setTimeout(() => refuseClient(tooSlow(), request.socket), ms).unref()
      request.once('close', () => clearTimeout(timer))
      request.once('end', () => clearTimeout(timer))
    }
    handle(request, response)
  }

const tooSlow = () => Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
