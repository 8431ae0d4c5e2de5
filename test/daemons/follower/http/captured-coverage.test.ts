import { expect, it } from 'vitest'
import { capturedExchanges, capturesPresent } from '../../../mesos/captures.ts'

/** Which test replays what of the exchanges that concern an agent. */
const replayed: readonly (readonly [name: RegExp, by: string])[] = [
  [/^(02-after-tasks|03-scheduler\/\w+|06-task-group\/running-group|09-running)\/agent\//, 'captures.test.ts'],
  [/^05-operator\/.*agent_/, 'captured-containers.test.ts, in the order in which operators said it'],
  [/^07-agent-containers\/\d/, 'captured-containers.test.ts, likewise'],
  [
    /^07-agent-containers\/session\/(LAUNCH_NESTED|REMOVE_NESTED|WAIT_NESTED|WAIT_sess[12]|session2)$/,
    'captured-containers.test.ts: of what is not there',
  ],
  [
    /^07-agent-containers\/session\/(GET_CONTAINERS\w*|WAIT_sess0|session[01])$/,
    'test/integration/follower/captured-sessions.test.ts: a session needs a container that runs',
  ],
  [
    /^07-agent-containers\/(s_KILL|s_LAUNCH_CONTAINER|session\d|nested_session)$/,
    'attach.test.ts; on purpose we have sessions in standalone containers, where Mesos answers 404',
  ],
  [/^07-agent-containers\/operator_stream$/, 'test/daemons/master/http/captured-events.test.ts: it is of a master'],
  [/^08-auth\/agent_/, 'captured-authentication.test.ts'],
  [/^executor\//, 'test/integration/compatibility/executor-and-agent.test.ts'],
]

const concerns = /\/agent\/|\/agent_|_agent_|^07-|^executor\//

it.skipIf(!capturesPresent)('every captured exchange that concerns an agent is replayed by exactly one test', () => {
  const ofAgents = capturedExchanges().filter(({ name }) => concerns.test(name))
  const ways = ofAgents.map(({ name }) => [name, replayed.filter(([pattern]) => pattern.test(name)).length] as const)
  expect(ways.filter(([, count]) => count !== 1)).toEqual([])
  expect(ways.length).toBeGreaterThan(600)
})
if (!capturesPresent) it.skip('what is replayed: ../shared/captures is not there', () => {})
