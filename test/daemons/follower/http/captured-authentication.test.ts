import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { basicAuthenticator, realmsOf } from '../../../../src/http/authentication.ts'
import type { Authorize } from '../../../../src/http/types.ts'
import { Response } from '../../../../src/mesos/messages/agent-response.ts'
import { capturedExchanges, capturesPresent } from '../../../mesos/captures.ts'
import { replay } from '../../master/http/exchange.ts'
import { startAgent, type TestAgent } from './agent.ts'
import { deliberate } from './deliberate.ts'
import { situationOf } from './situation.ts'

const GROUP = '08-auth/agent_'
const exchanges = capturesPresent ? capturedExchanges().filter(({ name }) => name.startsWith(GROUP)) : []
const json = (name: string) =>
  JSON.parse(exchanges.find(each => each.name === GROUP + name)?.response.body?.text ?? 'null')

const secrets: Readonly<Record<string, string>> = { ops: 'secret', viewer: 'v' }

/** What the ACLs of that agent refused to the principal `viewer`. */
const refused = new Set(['VIEW_FLAGS', 'GET_ENDPOINT_WITH_PATH'])
const authorize: Authorize = (action, principal) => principal?.value !== 'viewer' || !refused.has(action)

/** Nobody asked it what it is. */
const agentOf = ({ id, hostname, unreserved_resources_full }: any) => ({
  type: 'GET_AGENT',
  get_agent: { agent_info: { hostname, id: { value: id }, resources: unreserved_resources_full } },
})

describe.skipIf(!capturesPresent)('what a real agent answered to those it knows, and to others', () => {
  let agent: TestAgent
  beforeAll(async () => {
    const state = json('good_GET_state')
    const say = (call: string) => (call === 'GET_AGENT' ? agentOf(state) : json(`good_v1_${call}`))
    agent = await startAgent(situationOf({ say, state }), {
      flags: json('good_GET_flags').flags,
      build: json('good_GET_version'),
      authenticate: basicAuthenticator(new Set(Object.values(realmsOf('agent'))), name => secrets[name]),
      authorize,
    })
  })
  afterAll(() => agent.close())

  it.each(exchanges.map(exchange => [exchange.name.slice(GROUP.length), exchange] as const))(
    '%s',
    async (name, exchange) => {
      const found = await replay(agent, exchange, Response)
      const known = (difference: string) =>
        deliberate.some(each => each.exchange.test(name) && each.difference.test(difference))
      expect(found.filter(difference => !known(difference))).toEqual([])
    },
  )
})
if (!capturesPresent) it.skip('what a real agent answered: ../shared/captures is not there', () => {})
