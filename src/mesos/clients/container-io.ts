import { PassThrough } from 'node:stream'
import { request } from 'undici'
import { MantlError } from '../../errors.ts'
import { fromJson } from '../messages/codec/index.ts'
import type { ContainerID } from '../messages/ids.ts'
import { ProcessIO } from '../messages/process-io.ts'
import { createRecordDecoder, encodeRecord } from '../recordio.ts'
import { authorization, type Login, reasonOf, statusError } from './leader.ts'

/** What a container says, piece by piece. The next is read when this one is dealt with. */
export interface ContainerOutput {
  readonly pieces: AsyncIterable<OutputPiece>
  close(): void
}

export interface OutputPiece {
  readonly stream: 'stdout' | 'stderr'
  readonly data: Buffer
}

/** What a container is told. */
export interface ContainerInput {
  /** Resolves when the agent has room for more. */
  write(io: ProcessIO): Promise<void>
  /** No more follows. */
  end(): void
  /** Whether the agent took it all; rejects with `http.status` where it refused, `http.unreachable` where the connection broke. */
  readonly done: Promise<void>
  close(): void
}

const path = '/api/v1'
/** Longer than the silence between two heartbeats. */
const silenceMillis = 5 * 60_000

const headersOf = (login: Login | undefined) => ({ accept: 'application/json', ...authorization(login) })

const unreachable = (agent: string) => (cause: unknown) => {
  throw new MantlError('http.unreachable', `${agent} does not answer: ${reasonOf(cause)}`, { cause, retryable: true })
}

/** Makes a call that is answered by a container's output: LAUNCH_NESTED_CONTAINER_SESSION, ATTACH_CONTAINER_OUTPUT. */
export const openOutput = async (agent: string, call: object, login?: Login): Promise<ContainerOutput> => {
  const abort = new AbortController()
  const { statusCode, body } = await request(`http://${agent}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headersOf(login) },
    body: JSON.stringify(call),
    headersTimeout: 0, // an image may have to be pulled first
    bodyTimeout: silenceMillis,
    signal: abort.signal,
  }).catch(unreachable(agent))
  if (statusCode !== 200) throw statusError(agent, path, statusCode, await body.text())
  body.on('error', () => {})
  return { pieces: readPieces(body), close: () => abort.abort() }
}

const readPieces = async function* (body: AsyncIterable<Uint8Array>): AsyncGenerator<OutputPiece> {
  const decoder = createRecordDecoder()
  for await (const chunk of body) {
    for (const record of decoder.push(chunk)) {
      const { data } = fromJson(ProcessIO, JSON.parse(record.toString('utf8')))
      const stream = data?.type === 'STDOUT' ? 'stdout' : data?.type === 'STDERR' ? 'stderr' : undefined
      if (stream) yield { stream, data: Buffer.from(data?.data ?? '', 'base64') }
    }
  }
}

/** ATTACH_CONTAINER_INPUT: a request that goes on for as long as there is something to say. */
export const openInput = (agent: string, container_id: ContainerID, login?: Login): ContainerInput => {
  const abort = new AbortController()
  const body = new PassThrough()
  const send = (input: object) =>
    body.write(encodeRecord(JSON.stringify({ type: 'ATTACH_CONTAINER_INPUT', attach_container_input: input })))
  send({ type: 'CONTAINER_ID', container_id })
  body.on('error', () => {})
  return {
    write: async process_io => {
      if (body.destroyed || body.writableEnded || send({ type: 'PROCESS_IO', process_io })) return
      await new Promise<void>(resolve => {
        const done = () => {
          body.off('drain', done).off('close', done)
          resolve()
        }
        body.on('drain', done).on('close', done)
      })
    },
    end: () => void body.end(),
    done: post(agent, body, abort.signal, login),
    close: () => {
      body.destroy()
      abort.abort()
    },
  }
}

const post = async (agent: string, body: PassThrough, signal: AbortSignal, login?: Login): Promise<void> => {
  const answer = await request(`http://${agent}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/recordio',
      'message-content-type': 'application/json',
      ...headersOf(login),
    },
    body,
    headersTimeout: 0,
    signal,
  }).catch(unreachable(agent))
  const text = await answer.body.text()
  if (answer.statusCode !== 200) throw statusError(agent, path, answer.statusCode, text)
}
