import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { masterInfo } from '../../../../src/daemons/master/master-info.ts'
import { basicAuthenticator, realmsOf } from '../../../../src/http/authentication.ts'
import type { Authorize } from '../../../../src/http/types.ts'
import { capturedExchanges, capturesPresent } from '../../../mesos/captures.ts'
import { deliberate } from './deliberate.ts'
import { replay } from './exchange.ts'
import { startLeader, type TestLeader } from './leader.ts'
import { situationOf } from './situation.ts'

const GROUP = '08-auth/master_'
const exchanges = capturesPresent ? capturedExchanges().filter(({ name }) => name.startsWith(GROUP)) : []
const json = (name: string) => JSON.parse(exchanges.find(each => each.name === GROUP + name)!.response.body!.text!)

const secrets: Readonly<Record<string, string>> = { ops: 'secret', viewer: 'v' }

/** What the ACLs of that master refused to the principal `viewer`. */
const refused = new Set(['VIEW_FLAGS', 'GET_ENDPOINT_WITH_PATH', 'VIEW_ROLE', 'UPDATE_WEIGHT', 'UPDATE_WEIGHTS'])
const authorize: Authorize = (action, principal) => principal?.value !== 'viewer' || !refused.has(action)

const { get_tasks, get_executors, get_frameworks, get_agents } = capturesPresent
  ? json('good_v1_GET_STATE').get_state
  : ({} as never)
const answers: Readonly<Record<string, object>> = {
  GET_MASTER: {
    type: 'GET_MASTER',
    get_master: {
      master_info: masterInfo({ id: 'M', ip: '127.0.0.1', port: 5050, hostname: 'localhost', version: '1.12.0' }),
      start_time: 1,
      elected_time: 1,
    },
  },
  GET_AGENTS: { type: 'GET_AGENTS', get_agents },
  GET_FRAMEWORKS: { type: 'GET_FRAMEWORKS', get_frameworks },
  GET_TASKS: { type: 'GET_TASKS', get_tasks },
  GET_EXECUTORS: { type: 'GET_EXECUTORS', get_executors },
  GET_WEIGHTS: { type: 'GET_WEIGHTS' },
  GET_QUOTA: { type: 'GET_QUOTA', get_quota: { status: {} } },
}

describe.skipIf(!capturesPresent)('what a real master answered to those it knows, and to others', () => {
  let leader: TestLeader
  beforeAll(async () => {
    const { flags } = json('good_GET_flags')
    const build = json('good_GET_version')
    const authenticate = basicAuthenticator(new Set(Object.values(realmsOf('master'))), name => secrets[name])
    leader = await startLeader(
      situationOf(call => answers[call]),
      { flags, build, authenticate, authorize },
    )
  })
  afterAll(() => leader.close())

  it.each(exchanges.map(exchange => [exchange.name.slice(GROUP.length), exchange] as const))(
    '%s',
    async (name, exchange) => {
      const found = await replay(leader, exchange)
      const known = (difference: string) =>
        deliberate.some(each => each.exchange.test(name) && each.difference.test(difference))
      expect(found.filter(difference => !known(difference))).toEqual([])
    },
  )
})
if (!capturesPresent) it.skip('what a real master answered: ../shared/captures is not there', () => {})
