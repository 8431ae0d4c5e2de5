import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Agent, interceptors, request } from 'undici'

/** Not the global fetch: that one refuses ports which browsers avoid, and servers may well use them. */
const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 }).compose(
  interceptors.redirect({ maxRedirections: 10 }),
)

/** Redirects are followed. Throws where the server says no or nothing comes for `stallMillis`. */
export const download = async (uri: string, to: NodeJS.WritableStream, stallMillis: number): Promise<void> => {
  const stalled = new AbortController()
  let timer = setTimeout(() => stalled.abort(), stallMillis)
  const counted = new Transform({
    transform(chunk, _, done) {
      clearTimeout(timer)
      timer = setTimeout(() => stalled.abort(), stallMillis)
      done(null, chunk)
    },
  })
  try {
    const { url, headers } = withCredentials(uri)
    const { statusCode, body } = await request(url, { headers, signal: stalled.signal, dispatcher })
    body.on('error', () => {}) // told by the pipeline, or of no interest
    if (statusCode < 200 || statusCode > 299) {
      body.destroy()
      throw new Error(`the server answered ${statusCode}`)
    }
    await pipeline(body, counted, to)
  } catch (error) {
    throw stalled.signal.aborted ? new Error(`no progress for ${stallMillis} ms`) : readable(error as Error)
  } finally {
    clearTimeout(timer)
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
