import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'

/** What a route sees of a request. */
export interface HttpRequest {
  readonly method: string
  /** Without the process id in front, the query and a trailing slash; percent-decoded. */
  readonly path: string
  /** What of the path follows the route's own, without a slash in front: `dev` of `/quota/dev`. */
  readonly rest: string
  /** The last value wins where a name is repeated. */
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  /** Inflated where it came gzipped. Empty where there was none, and where it comes as a stream. */
  readonly body: Buffer
  /** A body of application/recordio, which may go on for ever. What the route leaves unread is cut off with the connection. */
  readonly stream?: Readable
  readonly remoteAddress: string
  /** Calls `fn` once when the connection, or the answer, is over. */
  readonly onClose?: (fn: () => void) => void
  /** Who authenticated, where the route's realm asks for it. */
  readonly principal?: Principal
}

export interface Principal {
  /** Absent for a principal that has claims only (an executor's JWT). */
  readonly value?: string
  readonly claims?: Readonly<Record<string, string>>
}

/** What a route says. Made with the functions of answer.ts. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer | Readable
  /** A JSON text: sent as application/json, or wrapped where the query asks for JSONP. */
  readonly json?: string
}

/** A response that stays open and carries RecordIO records. */
export interface RecordStream {
  readonly kind: 'stream'
  /** One record. False: the reader was too slow, so that too much had piled up; the stream is then already closed. */
  write(record: Uint8Array | string): boolean
  /** Ends the response after what was written. */
  close(): void
  /** Calls `fn` once, when the response is over, whoever ended it; at once where it already is. */
  onClose(fn: () => void): void
  /** Resolves when the reader has taken nearly all that was written, or when the response is over: for sources that can wait. */
  drained(): Promise<void>
  readonly open: boolean
}

/** Sends status 200 and the headers, chunked, at once. `contentType` is the negotiated one, as Mesos sends it. */
export type OpenStream = (contentType: string, headers?: Readonly<Record<string, string>>) => RecordStream

export type Handle = (
  request: HttpRequest,
  openStream: OpenStream,
) => Answer | RecordStream | Promise<Answer | RecordStream>

export interface Route {
  /** `/state`. Also reached as `/<process id>/state`. The longest that a path begins with wins; what follows is `rest`. */
  readonly path: string
  /** Others get 405. Absent: all are taken, as most of Mesos' reading routes do. */
  readonly methods?: readonly string[]
  /** Full name, `mesos-master-readonly`. Absent: nobody is asked who he is. */
  readonly realm?: string
  readonly handle: Handle
  /** Bytes that a body may have here, before and after inflating, where that is less than elsewhere. Records that stream in are no body. */
  readonly bodyLimit?: number
  /** The path that the action GET_ENDPOINT_WITH_PATH guards, for the few endpoints that have it. */
  readonly guarded?: string
}

/** A wrong or missing identification gives the values for `WWW-Authenticate`. */
export type Authentication =
  | { readonly ok: true; readonly principal?: Principal }
  | { readonly ok: false; readonly challenges: readonly string[] }
  | { readonly ok: 'forbidden' }

export type Authenticate = (realm: string, headers: IncomingHttpHeaders) => Authentication | Promise<Authentication>

/** One action of Mesos' authorization (`VIEW_ROLE`, `GET_ENDPOINT_WITH_PATH`, …) on an object. The one place where a call can be refused. */
export type Authorize = (action: string, principal: Principal | undefined, object?: AuthorizationObject) => boolean

/** Mesos' `authorization.Object`, what of it the action looks at. */
export interface AuthorizationObject {
  readonly value?: string
  readonly [field: string]: unknown
}
