import { request } from 'undici'
import { MantlError } from '../errors.ts'
import { authorization, findLeader, getJson, type LeaderOptions, reasonOf } from '../mesos/clients/leader.ts'

/** GET of the leader's JSON. Throws what finding a leader throws, `http.unreachable`, `http.not_found`, `http.status`. */
export const askLeader = async (path: string, options: LeaderOptions): Promise<unknown> =>
  getJson(await findLeader(options), path, options.login)

/** A call of the operator API that only changes something. Throws `upkeep.refused` with the leader's reason. */
export const tellLeader = (call: Readonly<Record<string, unknown>>, options: LeaderOptions): Promise<void> =>
  change('POST', '/api/v1', options, JSON.stringify(call))

/** Ends what is at a path of our own. */
export const deleteAtLeader = (path: string, options: LeaderOptions): Promise<void> => change('DELETE', path, options)

const change = async (
  method: 'POST' | 'DELETE',
  path: string,
  options: LeaderOptions,
  body?: string,
): Promise<void> => {
  const leader = await findLeader(options)
  const headers = { accept: 'application/json', ...authorization(options.login) }
  const sent = await request(`http://${leader}${path}`, {
    method,
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    ...(body !== undefined && { body }),
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
  }).catch((cause: unknown) => {
    throw new MantlError('http.unreachable', `${leader} does not answer: ${reasonOf(cause)}`, {
      cause,
      retryable: true,
    })
  })
  const text = (await sent.body.text()).trim()
  if (sent.statusCode === 200 || sent.statusCode === 202) return
  throw refusal(leader, sent.statusCode, text)
}

const refusal = (leader: string, status: number, text: string): MantlError =>
  new MantlError('upkeep.refused', `the leader ${leader} refuses: ${text === '' ? `status ${status}` : text}`, {
    retryable: status === 503,
    ...(status === 401 && { hint: 'log in with --principal NAME --secret-file FILE' }),
    ...(status === 404 && text.startsWith('404') && { hint: 'is the leader one of mantl, and of this release?' }),
    ...hints.find(({ about }) => about.test(text))?.hint,
  })

/** What helps against what the leader says, in our words or in a C++ one's. */
const hints = [
  { about: /removed while processing/, hint: { hint: 'the agent is away; it is offered again when it is back' } },
  { about: /DRAINING state/, hint: { hint: '`mantl agents drain AGENT --cancel` ends a drain before its time' } },
  { about: /not part of a maintenance schedule/, hint: { hint: '`mantl maintenance schedule MACHINE` comes first' } },
  {
    about: /is part of a maintenance schedule/,
    hint: { hint: '`mantl maintenance status` shows when; its machine is emptied by that' },
  },
  {
    about: /cannot be removed from the schedule/,
    hint: { hint: '`mantl maintenance stop MACHINE` brings a machine up again' },
  },
]
