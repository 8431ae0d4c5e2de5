import type { Socket } from 'node:net'
import { reasons } from './status.ts'

/** What the parser or its timeouts say about bytes that are no request. */
const statusByCode: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** Answers what is no HTTP and closes the connection. Returns the status, or undefined where nothing was wrong. */
export const refuseClient = (error: NodeJS.ErrnoException, socket: Socket): number | undefined => {
  // A libprocess peer that links may say nothing for long; only a request that began has to end.
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.bytesRead === 0) return undefined
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return undefined
  }
  const status = statusByCode[error.code ?? ''] ?? 400
  socket.end(response(status), () => socket.destroy())
  return status
}

const response = (status: number): string => {
  const body = `${status} ${reasons[status]}.`
  return [
    `HTTP/1.1 ${status} ${reasons[status]}`,
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
