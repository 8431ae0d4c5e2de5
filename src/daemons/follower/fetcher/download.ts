import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Dispatcher } from 'undici'

const httpClient = () => import('../http-client.ts')

let made: Dispatcher | undefined
/** Not the global fetch: that one refuses ports which browsers avoid, and servers may well use them. */
const dispatcherOf = ({ Agent, interceptors }: Awaited<ReturnType<typeof httpClient>>): Dispatcher =>
  (made ??= new Agent({ headersTimeout: 0, bodyTimeout: 0 }).compose(interceptors.redirect({ maxRedirections: 10 })))

/** Something to be read once, or to be let be. */
export interface Source {
  /** Bytes; absent: unknown before the end. */
  readonly size?: number
  /** Ends the stream. Throws where not all of it came. */
  pour(to: NodeJS.WritableStream): Promise<void>
  cancel(): void
}

export interface DownloadOptions {
  /** Without progress for so long it has failed. */
  readonly stallMillis: number
  readonly signal?: AbortSignal | undefined
}

/** Redirects are followed. Throws where the server says no or nothing comes for `stallMillis`. */
export const openDownload = async (uri: string, { stallMillis, signal }: DownloadOptions): Promise<Source> => {
  const stalled = new AbortController()
  const either = signal ? AbortSignal.any([stalled.signal, signal]) : stalled.signal
  const watch = restless(stallMillis, () => stalled.abort())
  const explained = (error: unknown): Error => {
    watch.stop()
    return stalled.signal.aborted ? new Error(`no progress for ${stallMillis} ms`) : readable(error as Error)
  }
  try {
    const { url, headers } = withCredentials(uri)
    const loaded = await httpClient()
    const dispatcher = dispatcherOf(loaded)
    const { statusCode, headers: told, body } = await loaded.request(url, { headers, signal: either, dispatcher })
    body.on('error', () => {}) // told by the pipeline, or of no interest
    const cancel = () => {
      watch.stop()
      body.destroy()
    }
    if (statusCode < 200 || statusCode > 299) {
      cancel()
      throw new Error(`the server answered ${statusCode}`)
    }
    const pour = (to: NodeJS.WritableStream) =>
      pipeline(body, watch.through(), to)
        .catch(error => {
          throw explained(error)
        })
        .finally(watch.stop)
    return { ...sizeTold(told['content-length']), pour, cancel }
  } catch (error) {
    throw explained(error)
  }
}

const sizeTold = (text: string | string[] | undefined): { readonly size?: number } =>
  typeof text === 'string' && /^\d{1,15}$/.test(text) ? { size: Number(text) } : {}

/** Calls when nothing has passed for so long. */
const restless = (millis: number, call: () => void) => {
  let timer = setTimeout(call, millis)
  return {
    stop: () => clearTimeout(timer),
    through: () =>
      new Transform({
        transform(chunk, _, done) {
          clearTimeout(timer)
          timer = setTimeout(call, millis)
          done(null, chunk)
        },
      }),
  }
}

/** User and password in the address become a header. */
const withCredentials = (uri: string): { url: URL; headers: Record<string, string> } => {
  const url = new URL(uri)
  const { username, password } = url
  if (username === '' && password === '') return { url, headers: {} }
  url.username = ''
  url.password = ''
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { url, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } }
}

/** Some errors of connections have a code and no message. */
const readable = (error: Error & { code?: string }): Error =>
  error.message === '' ? new Error(error.code ?? error.name) : error
