import type { IncomingMessage, ServerResponse } from 'node:http'
import { decodeMessage, type Envelope, readEnvelope } from '../mesos/libprocess/incoming.ts'
import type { Logger } from '../runtime/logger.ts'
import type { OnMessage } from './server-options.ts'

export interface IncomingMessagesOptions {
  readonly onMessage: OnMessage
  readonly log: Logger
  readonly bodyLimit: number
  readonly requirePeerAddressMatch: boolean
  readonly counts: { unparsableMessages: number }
}

/** Takes one libprocess message in. The answer is for the log of the other side: no sender of Mesos' reads it. */
export const createMessageIntake = (options: IncomingMessagesOptions) => {
  const { log, bodyLimit, requirePeerAddressMatch, counts } = options

  const refuse = (response: ServerResponse, status: number, why: string, fields: Record<string, unknown>) => {
    counts.unparsableMessages++
    log.warning(`refused a libprocess message: ${why}`, fields)
    answer(response, status)
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    const remote = request.socket.remoteAddress
    const envelope = readEnvelope(request.url ?? '', request.headers)
    const problem = 'problem' in envelope ? envelope.problem : addressProblem(envelope, remote)
    if ('problem' in envelope || problem !== undefined) refuse(response, 400, problem ?? '', { remote })
    else {
      readBody(request, bodyLimit, body => {
        if (body === undefined) refuse(response, 413, `its body is over ${bodyLimit} bytes`, { remote })
        else deliver(envelope, body, response)
      })
    }
  }

  function addressProblem({ from, fromUpid }: Envelope, remote: string | undefined) {
    const differs = requirePeerAddressMatch && remote !== from.ip
    return differs ? `it does not come from the address of ${fromUpid}` : undefined
  }

  function deliver(envelope: Envelope, body: Buffer, response: ServerResponse) {
    const { toId, fromUpid, name } = envelope
    const fields = { from: fromUpid, to: toId, message: name }
    let value: unknown
    try {
      value = decodeMessage(name, body)
    } catch (error) {
      return refuse(response, 500, 'its body can’t be read', { ...fields, error })
    }
    if (value === undefined) return refuse(response, 400, 'its name is unknown', fields)
    try {
      answer(response, options.onMessage(toId, fromUpid, name, value) ? 202 : 404)
    } catch (error) {
      log.error('taking a libprocess message in failed', { ...fields, error })
      answer(response, 500)
    }
  }
}

const answer = (response: ServerResponse, status: number) => {
  response.writeHead(status, { 'Content-Length': '0' })
  response.end()
}

/** Calls back with undefined once the body is over the limit; not at all if the request ends before its body. */
const readBody = (request: IncomingMessage, limit: number, done: (body: Buffer | undefined) => void) => {
  const chunks: Buffer[] = []
  let size = 0
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
    else if (size - chunk.length <= limit) {
      chunks.length = 0
      done(undefined)
      request.socket.destroySoon() // what follows is not worth reading
    }
  })
  request.on('end', () => {
    if (size <= limit) done(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))
  })
  request.on('error', () => {})
}
