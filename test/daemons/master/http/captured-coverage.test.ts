import { expect, it } from 'vitest'
import { type CapturedExchange, capturedExchanges, capturesPresent } from '../../../mesos/captures.ts'

/** Which test replays what of the exchanges that concern a master. */
const replayed: readonly (readonly [name: RegExp, by: string])[] = [
  [/^(01-master-only|02-after-tasks|09-running)\/master\/(?!sched_err)/, 'captures.test.ts'],
  [/^(03-scheduler|06-task-group)\/[\w-]+\/master\/(?!sched_err)/, 'captures.test.ts'],
  [/^05-operator\//, 'captures.test.ts, in the order in which operators said it'],
  [/^08-auth\/master_/, 'captured-authentication.test.ts'],
  [/^(03-scheduler|06-task-group)\/operator_stream$/, 'captured-events.test.ts'],
  [/^06-task-group\/(call|scheduler_stream)/, 'captured-events.test.ts: its calls become events'],
  [/^09-running\/master\/sched_err_/, 'scheduler.test.ts'],
  [
    /^(03-scheduler|04-custom-executor)\/(call|scheduler_stream)/,
    'test/integration/compatibility, against a real agent',
  ],
]

const agents = /\/agent\/|\/agent_|_agent_|^07-|^executor\//

const ofMaster = capturesPresent ? capturedExchanges().filter(({ name }) => !agents.test(name)) : []

/** The same requests were made in each situation, and answered alike. */
const isRepeated = ({ name, request, response }: CapturedExchange): boolean => {
  const last = ofMaster.find(other => other.name === `09-running/master/${name.split('/').at(-1)}`)
  const said = (each: CapturedExchange | undefined) =>
    JSON.stringify([each?.request.line, each?.request.body, each?.response.line, each?.response.body])
  return name.includes('/sched_err_') && said(last) === said({ name, request, response })
}

it.skipIf(!capturesPresent)('every captured exchange that concerns a master is replayed by exactly one test', () => {
  const ways = ofMaster.map(exchange => {
    const found = replayed.filter(([name]) => name.test(exchange.name))
    return [exchange.name, found.length === 0 && isRepeated(exchange) ? 1 : found.length] as const
  })
  expect(ways.filter(([, count]) => count !== 1)).toEqual([])
  expect(ways.length).toBeGreaterThan(900)
})
if (!capturesPresent) it.skip('what is replayed: ../shared/captures is not there', () => {})
