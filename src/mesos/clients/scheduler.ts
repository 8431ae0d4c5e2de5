import { request } from 'undici'
import { MantlError } from '../../errors.ts'
import { fromJson } from '../messages/codec/index.ts'
import type * as scheduler from '../messages/scheduler.ts'
import { Event } from '../messages/scheduler.ts'
import { createRecordDecoder } from '../recordio.ts'
import { authorization, type Login, reasonOf, statusError } from './leader.ts'

/** A subscribed framework: events come by iteration, calls go by `call`. */
export interface Subscription {
  readonly events: AsyncIterable<scheduler.Event>
  /** Throws `http.status` when the leader refuses it; retryable when it no longer leads, or knows of no such subscription. */
  call(call: scheduler.Call): Promise<void>
  close(): void
}

const path = '/api/v1/scheduler'

/** Subscribes at the leading master (`host:port`). Throws `http.unreachable`, `http.status`. */
export const subscribe = async (leader: string, call: scheduler.Call, login?: Login): Promise<Subscription> => {
  const abort = new AbortController()
  const { statusCode, headers, body } = await request(`http://${leader}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization(login) },
    body: JSON.stringify(call),
    bodyTimeout: 60_000, // heartbeats come every 15 s
    signal: abort.signal,
  }).catch((cause: unknown) => {
    throw new MantlError('http.unreachable', `${leader} does not answer: ${reasonOf(cause)}`, {
      cause,
      retryable: true,
    })
  })
  if (statusCode !== 200) throw statusError(leader, path, statusCode, await body.text())
  const stream = String(headers['mesos-stream-id'] ?? '')
  return {
    events: readEvents(body),
    call: next => post(leader, next, stream, login),
    close: () => abort.abort(),
  }
}

const readEvents = async function* (body: AsyncIterable<Uint8Array>): AsyncGenerator<scheduler.Event> {
  const decoder = createRecordDecoder()
  for await (const chunk of body) {
    for (const record of decoder.push(chunk)) yield fromJson(Event, JSON.parse(Buffer.from(record).toString('utf8')))
  }
}

const post = async (leader: string, call: scheduler.Call, stream: string, login: Login | undefined): Promise<void> => {
  const { statusCode, body } = await request(`http://${leader}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'mesos-stream-id': stream, ...authorization(login) },
    body: JSON.stringify(call),
  })
  const text = await body.text()
  if (statusCode === 202 || statusCode === 200) return
  const error = statusError(leader, path, statusCode, text)
  throw statusCode === 307 || statusCode === 403
    ? new MantlError(error.code, error.message, { retryable: true, cause: error })
    : error
}
