import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { MantlError } from '../../errors.ts'
import { authorization, type Login } from '../../mesos/clients/leader.ts'
import type { Connection } from '../../transport/connection.ts'
import { type ClusterView, readClusterView } from '../planner/cluster-view.ts'

/** A leader's own port on its host, reached through the connection to that host: the ports need not be open to this machine. */
export interface LeaderDoor {
  readonly connection: Connection
  readonly port: number
  readonly login?: Login | undefined
}

interface Answer {
  readonly status: number
  readonly body: string
}

/** What the leading one tells; undefined while none leads. Throws `upgrade.login` when it wants a password. */
export const askLeading = async (doors: readonly LeaderDoor[]): Promise<ClusterView | undefined> => {
  for (const door of doors) {
    const slaves = await send(door, 'GET', '/slaves').catch(() => undefined)
    if (slaves?.status === 401) throw loginWanted()
    if (slaves?.status !== 200) continue
    const tasks = await send(door, 'GET', '/tasks?limit=10000000').catch(() => undefined)
    if (tasks?.status === 200) return readClusterView(parse(slaves.body), parse(tasks.body))
  }
  return undefined
}

/** Names of the registered frameworks by their ids; none where nobody leads. */
export const askFrameworkNames = async (doors: readonly LeaderDoor[]): Promise<ReadonlyMap<string, string>> => {
  for (const door of doors) {
    const answer = await send(door, 'GET', '/state-summary').catch(() => undefined)
    const read = summary.safeParse(answer?.status === 200 ? parse(answer.body) : undefined)
    if (read.success) return new Map(read.data.frameworks.map(({ id, name }) => [id, name]))
  }
  return new Map()
}

const summary = z.object({ frameworks: z.array(z.object({ id: z.string(), name: z.string() })) })

/** One call of the operator API at the leading one. Throws `upgrade.login`, `upgrade.call`. */
export const callLeading = async (
  doors: readonly LeaderDoor[],
  call: Readonly<Record<string, unknown>>,
): Promise<void> => {
  let said = 'none leads'
  for (const door of doors) {
    const answer = await send(door, 'POST', '/api/v1', JSON.stringify(call)).catch(() => undefined)
    if (answer?.status === 401) throw loginWanted()
    if (answer !== undefined && answer.status < 300) return
    if (answer !== undefined && answer.status !== 307 && answer.status !== 503)
      said = `${answer.status}: ${answer.body.trim()}`
  }
  throw new MantlError('upgrade.call', `the leader did not take ${String(call.type)}: ${said}`)
}

/** Ends a drain that is under way: Mesos' API has no call for it, and theirs cannot. Throws `upgrade.call`. */
export const cancelDrain = async (doors: readonly LeaderDoor[], agent: string): Promise<void> => {
  for (const door of doors) {
    const answer = await send(door, 'DELETE', `/mantl/drains/${encodeURIComponent(agent)}`).catch(() => undefined)
    if (answer !== undefined && answer.status < 300) return
  }
  throw new MantlError('upgrade.call', `the leader did not end the drain of ${agent}`)
}

const loginWanted = () =>
  new MantlError('upgrade.login', 'the leader asks for a password', {
    hint: 'log in with --principal NAME --secret-file FILE',
  })

const timeoutMs = 30_000

const send = async (
  { connection, port, login }: LeaderDoor,
  method: string,
  path: string,
  body?: string,
): Promise<Answer> => {
  const socket = await connection.forward('127.0.0.1', port)
  return new Promise((resolve, reject) => {
    const headers = {
      host: 'localhost',
      connection: 'close',
      ...authorization(login),
      ...(body === undefined
        ? {}
        : {
            'content-type': 'application/json',
            accept: 'application/json',
            'content-length': Buffer.byteLength(body),
          }),
    }
    const asking = request(
      { method, path, headers, timeout: timeoutMs, createConnection: () => socket as never },
      response => {
        text(response).then(said => resolve({ status: response.statusCode ?? 0, body: said }), reject)
      },
    )
    asking.once('timeout', () => asking.destroy(new Error('no answer in time')))
    asking.once('error', reject)
    asking.end(body)
  })
}

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
