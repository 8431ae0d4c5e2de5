import { gunzipSync } from 'node:zlib'
import { decode, type Schema } from '../../../../src/mesos/messages/codec/index.ts'
import { Response } from '../../../../src/mesos/messages/master-response.ts'
import type { CapturedExchange } from '../../../mesos/captures.ts'
import type { Answered, TestLeader } from './leader.ts'

/** Whoever is asked what a real one was asked. */
type Asked = Pick<TestLeader, 'ask'>

import { shapeDifferences } from './shape.ts'

/** Asks what was asked of the real master, and says where the answer differs: status, headers, shape of the body, or its text. */
export const replay = async (
  asked: Asked,
  { request, response }: CapturedExchange,
  schema: Schema<any> = Response,
): Promise<string[]> => {
  const [method = '', path = ''] = request.line.split(' ')
  const { host: _, ...headers } = headersOf(request.headers)
  const ours = await asked.ask(method, path, headers, bytes(request.body))
  const theirs: Answered = {
    status: Number(response.line.split(' ')[1]),
    headers: headersOf(response.headers),
    body: bytes(response.body),
  }
  if (ours.status !== theirs.status) {
    return [`status ${ours.status}, not ${theirs.status}`, ...headerDifferences(ours, theirs)]
  }
  return [...headerDifferences(ours, theirs), ...bodyDifferences(ours, theirs, schema)]
}

export const bytes = (body: CapturedExchange['response']['body']): Buffer =>
  body?.text === undefined ? Buffer.from(body?.base64 ?? '', 'base64') : Buffer.from(body.text)

const headersOf = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  )

/** Dates, and lengths of texts that differ, are of the run. */
const ofTheRun = new Set(['date', 'content-length'])

const headerDifferences = (ours: Answered, theirs: Answered): string[] =>
  [...new Set([...Object.keys(ours.headers), ...Object.keys(theirs.headers)])].flatMap(name => {
    const [mine, other] = [ours.headers[name], theirs.headers[name]]
    const same = ofTheRun.has(name) ? (mine === undefined) === (other === undefined) : mine === other
    return same ? [] : [`header ${name}: ${mine}, not ${other}`]
  })

const bodyDifferences = (ours: Answered, theirs: Answered, schema: Schema<any>): string[] => {
  const [mine, other] = [plain(ours), plain(theirs)]
  const type = theirs.headers['content-type']
  const noBody = mine.length === 0 && other.length > 0
  if (type === 'application/x-protobuf') {
    return shapeDifferences(metricsByName(decode(schema, mine)), metricsByName(decode(schema, other)))
  }
  if (type === 'application/json' && !noBody) return jsonDifferences(mine.toString(), other.toString())
  if (type === 'text/javascript') return jsonDifferences(unwrapped(mine), unwrapped(other))
  return mine.equals(other) ? [] : [`text '${mine}', not '${other.subarray(0, 200)}'`]
}

const jsonDifferences = (ours: string, theirs: string) =>
  shapeDifferences(metricsByName(JSON.parse(ours)), metricsByName(JSON.parse(theirs)))

/** GET_METRICS gives a list: compared by name, like the snapshot. */
const metricsByName = (response: Response): unknown =>
  response.get_metrics?.metrics
    ? Object.fromEntries(response.get_metrics.metrics.map(({ name, value }) => [name, value]))
    : response

const unwrapped = (body: Buffer): string =>
  body
    .toString()
    .replace(/^[^(]*\(/, '')
    .replace(/\)$/, '')

const plain = ({ headers, body }: Answered): Buffer =>
  headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
