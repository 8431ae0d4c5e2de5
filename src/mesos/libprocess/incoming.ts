import { decode } from '../messages/codec/index.ts'
import { libprocessMessages } from './messages.ts'
import { parseUpid, type Upid } from './upid.ts'

/** PURE. What an incoming message's request says, before its body is looked at. */
export interface Envelope {
  readonly toId: string
  readonly from: Upid
  readonly fromUpid: string
  readonly name: string
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

const AGENT = 'libprocess/'

/** Whether a request is a libprocess message rather than ordinary HTTP (3rdparty/libprocess process.cpp). */
export const isMessage = (method: string | undefined, headers: Headers): boolean =>
  method === 'POST' &&
  (headers['libprocess-from'] !== undefined || String(headers['user-agent'] ?? '').startsWith(AGENT))

/** The envelope, or what is wrong with path or sender (400). */
export const readEnvelope = (url: string, headers: Headers): Envelope | { readonly problem: string } => {
  const sender = headers['libprocess-from'] ?? String(headers['user-agent']).slice(AGENT.length)
  const fromUpid = String(sender)
  const from = parseUpid(fromUpid)
  if (!from) return { problem: 'the sender is no libprocess address' }
  const path = /^\/([^/?#]+)\/([A-Za-z0-9_.]+)$/.exec(url)
  const toId = path && percentDecode(path[1]!)
  if (!toId) return { problem: 'the path is not /<process id>/<message name>' }
  return { toId, from, fromUpid, name: path[2]! }
}

const percentDecode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The message. Throws `wire.malformed`; undefined when there is no message of this name. */
export const decodeMessage = (name: string, body: Uint8Array): unknown => {
  const schema = libprocessMessages.get(name)
  return schema && decode(schema, body)
}
