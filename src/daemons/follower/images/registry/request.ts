import { getCACertificates } from 'node:tls'
import type { Dispatcher } from 'undici'
import { MantlError } from '../../../../errors.ts'

export interface RegistryAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Ends with a retryable error when less than `slowestBytes` come in `stallMillis`. Read it, or destroy it. */
  readonly body: Dispatcher.ResponseData['body']
}

export interface RegistryRequest {
  readonly url: URL
  readonly method?: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly stallMillis: number
}

/** A server that gives less in `stallMillis` counts as hanging, although it says a word now and then. */
export const slowestBytes = 64 * 1024

const httpClient = () => import('../../http-client.ts')
type HttpClient = Awaited<ReturnType<typeof httpClient>>

/** Proxies are taken from the environment. */
const open = ({ EnvHttpProxyAgent }: HttpClient, secure: boolean): Dispatcher =>
  new EnvHttpProxyAgent({
    headersTimeout: 0,
    bodyTimeout: 0,
    connections: 16,
    connect: { timeout: 10_000, ...(secure ? { ca: authorities() } : {}) },
  })

/** The machine's own certificates count too: registries within a company have its authority's. */
const authorities = (): string[] => [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]

const dispatchers = new Map<string, Dispatcher>()
const dispatcherFor = (loaded: HttpClient, { protocol }: URL): Dispatcher => {
  const dispatcher = dispatchers.get(protocol) ?? open(loaded, protocol === 'https:')
  dispatchers.set(protocol, dispatcher)
  return dispatcher
}

/** One request, without following anything. Throws MantlError follower.image, retryable where the connection failed. */
export const ask = async (asked: RegistryRequest): Promise<RegistryAnswer> => {
  const stalled = new AbortController()
  const timer = setTimeout(() => stalled.abort(), asked.stallMillis)
  try {
    const loaded = await httpClient()
    const { statusCode, headers, body } = await loaded.request(asked.url, {
      method: asked.method ?? 'GET',
      headers: { 'user-agent': 'mantl', ...asked.headers },
      ...(asked.body === undefined ? {} : { body: asked.body }),
      signal: stalled.signal,
      dispatcher: dispatcherFor(loaded, asked.url),
    })
    body.on('error', () => {}) // told by whoever reads it, or of no interest
    return { status: statusCode, headers, body }
  } catch (cause) {
    throw stalled.signal.aborted ? hanging(asked) : broken(asked.url, cause as Error)
  } finally {
    clearTimeout(timer)
  }
}

/** The body's bytes, as long as they come fast enough. Throws MantlError follower.image. */
export async function* bytesOf(
  { body }: RegistryAnswer,
  { url, stallMillis }: Pick<RegistryRequest, 'url' | 'stallMillis'>,
): AsyncGenerator<Buffer> {
  let since = slowestBytes
  let slow = false
  const watch = setInterval(() => {
    slow = since < slowestBytes
    since = 0
    if (slow) body.destroy()
  }, stallMillis)
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      since += chunk.length
      const given = performance.now()
      yield chunk
      // It was the disk that took its time.
      if (performance.now() - given > stallMillis / 4) since += slowestBytes
    }
    if (slow) throw hanging({ url, stallMillis })
  } catch (cause) {
    if (cause instanceof MantlError) throw cause
    throw slow ? hanging({ url, stallMillis }) : broken(url, cause as Error)
  } finally {
    clearInterval(watch)
    body.destroy()
  }
}

const hanging = ({ url, stallMillis }: Pick<RegistryRequest, 'url' | 'stallMillis'>) =>
  new MantlError('follower.image', `${url.host} gives nothing for ${stallMillis / 1000} s`)

const broken = (url: URL, cause: Error & { code?: string }) =>
  new MantlError('follower.image', `${url.host}: ${cause.message || cause.code || cause.name}`, {
    cause,
    retryable: true,
  })
