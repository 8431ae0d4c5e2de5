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

type Headers = Parameters<typeof readEnvelope>[1]

/** What becomes of libprocess messages: the status of each. The answer is for the log of the other side: no sender of Mesos' reads it. */
export const createDelivery = ({
  onMessage,
  log,
  bodyLimit,
  requirePeerAddressMatch,
  counts,
}: IncomingMessagesOptions) => {
  const refuse = (status: number, why: string, fields: Record<string, unknown>): number => {
    counts.unparsableMessages++
    log.warning(`refused a libprocess message: ${why}`, fields)
    return status
  }

  /** Before the body is looked at; a status where it is not worth that. */
  const admit = (url: string, headers: Headers, remote: string | undefined): Envelope | number => {
    const envelope = readEnvelope(url, headers)
    const problem = 'problem' in envelope ? envelope.problem : addressProblem(envelope, remote)
    return 'problem' in envelope || problem !== undefined ? refuse(400, problem ?? '', { remote }) : envelope
  }

  const addressProblem = ({ from, fromUpid }: Envelope, remote: string | undefined) => {
    const differs = requirePeerAddressMatch && remote !== from.ip
    return differs ? `it does not come from the address of ${fromUpid}` : undefined
  }

  const deliver = (envelope: Envelope, body: Buffer): number => {
    const { toId, fromUpid, name } = envelope
    const fields = { from: fromUpid, to: toId, message: name }
    let value: unknown
    try {
      value = decodeMessage(name, body)
    } catch (error) {
      return refuse(500, 'its body can’t be read', { ...fields, error })
    }
    if (value === undefined) return refuse(400, 'its name is unknown', fields)
    try {
      return onMessage(toId, fromUpid, name, value) ? 202 : 404
    } catch (error) {
      log.error('taking a libprocess message in failed', { ...fields, error })
      return 500
    }
  }

  return {
    admit,
    deliver,
    tooLarge: (remote: string | undefined) => refuse(413, `its body is over ${bodyLimit} bytes`, { remote }),
  }
}

/** Takes a message in that came over HTTP like any other request. */
export const createMessageIntake =
  ({ admit, deliver, tooLarge }: ReturnType<typeof createDelivery>, bodyLimit: number) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const remote = request.socket.remoteAddress
    const envelope = admit(request.url ?? '', request.headers, remote)
    if (typeof envelope === 'number') return answer(response, envelope)
    readBody(request, bodyLimit, body => {
      answer(response, body === undefined ? tooLarge(remote) : deliver(envelope, body))
    })
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
