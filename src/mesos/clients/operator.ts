import { request } from 'undici'
import { MantlError } from '../../errors.ts'
import { authorization, type Login, reasonOf, statusError } from './leader.ts'

/**
 * One call of the operator API in JSON; the answer's body, or undefined where it has none. `timeoutMs`: 0 for calls that are answered when
 * something has happened. Throws `http.unreachable`, `http.status`.
 */
export const operatorCall = async (
  address: string,
  call: Readonly<Record<string, unknown>>,
  login?: Login,
  { timeoutMs = 30_000, signal }: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<unknown> => {
  const { statusCode, body } = await request(`http://${address}/api/v1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization(login) },
    body: JSON.stringify(call),
    headersTimeout: timeoutMs,
    ...(signal ? { signal } : {}),
  }).catch((cause: unknown) => {
    throw new MantlError('http.unreachable', `${address} does not answer: ${reasonOf(cause)}`, {
      cause,
      retryable: true,
    })
  })
  const text = await body.text()
  if (statusCode !== 200 && statusCode !== 202) throw statusError(address, '/api/v1', statusCode, text)
  return text === '' ? undefined : JSON.parse(text)
}
