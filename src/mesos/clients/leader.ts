import { request } from 'undici'
import { MantlError } from '../../errors.ts'

/** How to log in: a principal and its secret, sent by HTTP Basic. */
export interface Login {
  readonly principal: string
  readonly secret: string
}

export interface LeaderOptions {
  /** `host:port` of leaders, leading or standing by, in the order in which to try them. */
  readonly candidates: readonly string[]
  readonly login?: Login
  readonly timeoutMs?: number
}

export const authorization = (login: Login | undefined): Record<string, string> =>
  login === undefined
    ? {}
    : { authorization: `Basic ${Buffer.from(`${login.principal}:${login.secret}`).toString('base64')}` }

/**
 * `host:port` of the leading one. Standbys tell where it is. Throws `leader.unreachable` when none of the candidates answers,
 * `leader.none` when they do and know of no leader.
 */
export const findLeader = async ({ candidates, timeoutMs = 3000 }: LeaderOptions): Promise<string> => {
  const refusals: string[] = []
  let answered = false
  for (const candidate of candidates) {
    try {
      const leading = await askForLeader(candidate, timeoutMs)
      if (leading !== undefined) return leading
      answered = true
    } catch (cause) {
      refusals.push(`${candidate}: ${reasonOf(cause)}`)
    }
  }
  if (answered) throw new MantlError('leader.none', 'no leader is elected at the moment', settling)
  throw new MantlError('leader.unreachable', `no leader answers (${refusals.join('; ')})`, {
    retryable: true,
    hint: 'is the cluster up? `mantl provision INVENTORY` starts it, --master HOST:PORT names another',
  })
}

const settling = { retryable: true, hint: 'try again in a few seconds' }

const askForLeader = async (candidate: string, timeoutMs: number): Promise<string | undefined> => {
  const { statusCode, headers, body } = await request(`http://${candidate}/redirect`, {
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })
  await body.dump()
  const location = headers.location
  if (statusCode !== 307 || typeof location !== 'string') return undefined
  return hostOf(location)
}

/** `//host:port/path` */
const hostOf = (location: string): string => location.replace(/^(https?:)?\/\//, '').replace(/\/.*$/, '')

export const reasonOf = (cause: unknown): string => {
  const code = (cause as { code?: unknown }).code
  if (code === 'ECONNREFUSED') return 'connection refused'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'nobody knows that name'
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'no way leads there'
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return 'no answer in time'
  return cause instanceof Error && cause.message !== '' ? cause.message : String(code ?? cause)
}

const mostRedirects = 3

/**
 * The JSON behind a GET of the leader or of a follower; a leader that has just stepped down tells where the new one is. Throws
 * `http.unreachable`, `leader.none` while that is not settled, and `http.status` for anything else but 200.
 */
export const getJson = async (address: string, path: string, login?: Login, left = mostRedirects): Promise<unknown> => {
  const { statusCode, headers, body } = await request(`http://${address}${path}`, {
    headers: authorization(login),
    headersTimeout: 10_000,
    bodyTimeout: 30_000,
  }).catch((cause: unknown) => {
    throw new MantlError('http.unreachable', `${address} does not answer: ${reasonOf(cause)}`, {
      cause,
      retryable: true,
    })
  })
  const text = await body.text()
  if (statusCode === 200) return JSON.parse(text)
  const { location } = headers
  if (statusCode === 307 && typeof location === 'string' && left > 0)
    return getJson(hostOf(location), path, login, left - 1)
  throw statusError(address, path, statusCode, text)
}

export const statusError = (address: string, path: string, status: number, text: string): MantlError =>
  status === 307
    ? new MantlError('leader.none', `${address} does not lead any more, and who does is not settled yet`, settling)
    : answerError(address, path, status, text)

const answerError = (address: string, path: string, status: number, text: string) =>
  new MantlError(
    status === 404 ? 'http.not_found' : 'http.status',
    `${address}${path} answered ${status}${text.trim() === '' ? '' : `: ${text.trim().slice(0, 500)}`}`,
    {
      ...(status === 401 ? { hint: 'log in with --principal NAME --secret-file FILE' } : {}),
      retryable: status === 503,
    },
  )
