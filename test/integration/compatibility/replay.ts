import { setTimeout as sleep } from 'node:timers/promises'
import { createRecordDecoder } from '../../../src/mesos/recordio.ts'
import { shapeDifferences } from '../../daemons/master/http/shape.ts'
import { type CapturedExchange, capturedExchanges, capturedStreams } from '../../mesos/captures.ts'
import { eventually } from '../master/daemons.ts'

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** What stands in the captures and is another here: ids, addresses, folders. */
export type Substitutions = readonly (readonly [theirs: string | RegExp, ours: string])[]

export const exchangesOf = (group: string): readonly CapturedExchange[] =>
  capturedExchanges().filter(({ name }) => name.startsWith(group))

export const streamOf = (stream: string): readonly any[] =>
  capturedStreams()
    .filter(record => record.stream === stream)
    .map(({ record }) => record.record)

const substituted = (text: string, substitutions: Substitutions) =>
  substitutions.reduce((sum, [theirs, ours]) => sum.replaceAll(theirs, ours), text)

export const headersOf = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  )

const bytesOf = (body: CapturedExchange['request']['body']): Buffer =>
  body?.text === undefined ? Buffer.from(body?.base64 ?? '', 'base64') : Buffer.from(body.text)

/** What is said of the connection, not of the answer. */
const ofTheConnection = new Set([
  'host',
  'user-agent',
  'content-length',
  'connection',
  'keep-alive',
  'transfer-encoding',
])

export const request = (
  { request: { line, headers, body } }: CapturedExchange,
  address: string,
  ids: Substitutions,
) => {
  const [method = '', path = ''] = line.split(' ')
  const sent = Object.entries(headersOf(headers)).filter(([name]) => !ofTheConnection.has(name))
  return fetch(`http://${address}${substituted(decodeURIComponent(path), ids).replaceAll(' ', '%20')}`, {
    method,
    headers: {
      'accept-encoding': 'identity',
      ...Object.fromEntries(sent.map(([name, value]) => [name, substituted(value, ids)])),
    },
    ...(body && { body: Buffer.from(substituted(bytesOf(body).toString('utf8'), ids)) }),
    redirect: 'manual',
  })
}

/** Asks what was asked of a real daemon, and says where the answer differs: status, names of headers, type, text or shape. */
export const differences = async (
  exchange: CapturedExchange,
  address: string,
  ids: Substitutions,
): Promise<string[]> => {
  const response = await request(exchange, address, ids)
  const mine = Buffer.from(await response.arrayBuffer())
  const theirs = bytesOf(exchange.response.body)
  const status = Number(exchange.response.line.split(' ')[1])
  if (response.status !== status) return [`status ${response.status}, not ${status}: ${mine.toString().slice(0, 200)}`]
  return [
    ...headerDifferences(response.headers, headersOf(exchange.response.headers)),
    ...bodies(mine, theirs, response),
  ]
}

const headerDifferences = (ours: Headers, theirs: Record<string, string>): string[] => {
  const names = new Set([...ours.keys(), ...Object.keys(theirs)].filter(name => !ofTheConnection.has(name)))
  return [...names].flatMap(name => {
    const [mine, other] = [ours.get(name), theirs[name] ?? null]
    const same = name === 'content-type' ? mine === other : (mine === null) === (other === null)
    return same ? [] : [`header ${name}: ${mine}, not ${other}`]
  })
}

const bodies = (mine: Buffer, theirs: Buffer, { headers }: Response): string[] => {
  const type = headers.get('content-type')
  if (type === 'application/json') return shapeDifferences(firstOnly(mine), firstOnly(theirs))
  if (type === 'application/x-protobuf') return mine.length > 0 ? [] : ['an empty body']
  return (mine.length === 0) === (theirs.length === 0) ? [] : [`text '${mine}', not '${theirs.subarray(0, 200)}'`]
}

/** Of how many things there are lists, is of the run: the first stands for all. */
const firstOnly = (json: Buffer): unknown =>
  JSON.parse(json.toString(), (_, value) =>
    Array.isArray(value) && typeof value[0] === 'object' ? value.slice(0, 1) : value,
  )

/** An open stream of records. */
export interface OpenStream {
  readonly headers: Headers
  readonly records: any[]
  /** The first record that fits, now or soon. Rejects when none comes. */
  next(fits: (record: any) => boolean, patienceMs?: number): Promise<any>
  close(): void
}

export const openStream = async (
  exchange: CapturedExchange,
  address: string,
  ids: Substitutions,
): Promise<OpenStream> => {
  const response = await request(exchange, address, ids)
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`)
  const reader = response.body!.getReader()
  const records: any[] = []
  const read = async () => {
    const decoder = createRecordDecoder()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      for (const record of decoder.push(value)) records.push(JSON.parse(Buffer.from(record).toString('utf8')))
    }
  }
  read().catch(() => {}) // closed by us
  return {
    headers: response.headers,
    records,
    next: async (fits, patienceMs = 60_000) => {
      for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(20)) {
        const found = records.find(fits)
        if (found) return found
      }
      throw new Error(`no such record came in ${patienceMs} ms: ${fits}; but ${JSON.stringify(records).slice(-2000)}`)
    },
    close: () => void reader.cancel().catch(() => {}),
  }
}

/** Differences that are meant, and why; each must be found at least once, or it stands here for nothing. */
export interface Deliberate {
  readonly exchange: RegExp
  readonly difference: RegExp
  readonly why: string
}

/** What is left when all that is deliberate is taken away. */
export const unmeant = (table: readonly Deliberate[], found: ReadonlyMap<string, readonly string[]>): string[] =>
  [...found].flatMap(([name, all]) =>
    all
      .filter(one => !table.some(({ exchange, difference }) => exchange.test(name) && difference.test(one)))
      .map(one => `${name}: ${one}`),
  )

export const idle = (table: readonly Deliberate[], found: ReadonlyMap<string, readonly string[]>): string[] =>
  table
    .filter(({ exchange, difference }) =>
      [...found].every(([name, all]) => !exchange.test(name) || !all.some(one => difference.test(one))),
    )
    .map(({ exchange, difference, why }) => `${exchange} ${difference} ${why}`)

/** The leader leads, and an agent has registered. Gives the agent's id. */
export const agentOf = (leader: string): Promise<string> =>
  eventually('an agent is registered', async () => {
    const answer = await fetch(`http://${leader}/slaves`).catch(() => undefined)
    if (answer?.status !== 200) return undefined
    const { slaves } = (await answer.json()) as { slaves: { id: string }[] }
    return slaves[0]?.id
  })
