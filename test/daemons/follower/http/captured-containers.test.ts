import { expect, it } from 'vitest'
import type { Effect } from '../../../../src/daemons/follower/effects.ts'
import type { Event } from '../../../../src/daemons/follower/events.ts'
import { Response } from '../../../../src/mesos/messages/agent-response.ts'
import { capturedExchanges, capturesPresent } from '../../../mesos/captures.ts'
import { replay } from '../../master/http/exchange.ts'
import { running, runTask } from '../new-state.ts'
import { startAgent, type TestAgent } from './agent.ts'

const all = capturesPresent ? capturedExchanges() : []

/** A containerizer whose containers start at once, end with SIGKILL when they are signalled, and say nothing. */
const obey = (effect: Effect, post: (event: Event) => void): void => {
  if (effect.kind === 'launch') {
    const { containerId } = effect.order
    post({ kind: 'container-started', containerId, pid: 7, startTime: 70 })
  }
  if (effect.kind === 'signal-first') {
    const record = { status: effect.signal, signal: effect.signal }
    if (last !== undefined) post({ kind: 'container-ended', containerId: last, record })
  }
  if (effect.kind === 'destroy') {
    const { containerId, record } = effect
    post({ kind: 'container-destroyed', containerId, ...(record ? { record } : {}) })
  }
}
/** The container that is killed next. */
let last: string | undefined

const shape = (name: string) => /GET_CONTAINERS|agent_(state|containers)|GET_AGENT/.test(name)

/** Says what was said to the real one, and where our answers differ. */
const converse = async (agent: TestAgent, group: string, names: readonly string[]): Promise<readonly string[]> => {
  const found: string[] = []
  for (const name of names) {
    const exchange = all.find(each => each.name === `${group}/${name}`)!
    const said = JSON.parse(exchange.request.body?.text ?? '{}')
    const id = (said.kill_container ?? said.kill_nested_container)?.container_id
    last = id && (id.parent ? `${id.parent.value}/${id.value}` : id.value)
    const differences = await replay(agent, exchange, Response)
    found.push(...differences.filter(one => !/^header connection/.test(one)).map(one => `${name}: ${one}`))
  }
  return found.filter(one => !(shape(one) && known.test(one)))
}

/** Figures that no process gave; `cpus_limit` as in deliberate.ts. */
const known = /(cpus_limit: not there|_time_secs: missing|mem_rss_bytes: missing|containers: \d items, not \d)$/

it.skipIf(!capturesPresent)(
  'an operator launches a standalone container, waits for it, and asks for ones that are not there',
  async () => {
    const agent = await startAgent(running().state, { perform: obey })
    const found = await converse(agent, '05-operator', [
      '082_v1_agent_LAUNCH_CONTAINER',
      '083_v1_agent_LAUNCH_CONTAINER_again',
      '084_v1_agent_GET_CONTAINERS',
      '085_agent_containers',
    ])
    agent.post({ kind: 'container-ended', containerId: 'standalone1', record: { status: 1024, exitCode: 4 } })
    const more = await converse(agent, '05-operator', [
      '086_v1_agent_WAIT_CONTAINER',
      '087_v1_agent_KILL_CONTAINER_gone',
      '088_v1_agent_WAIT_CONTAINER_none',
    ])
    expect([...found, ...more]).toEqual([])
    // The real one ends with an assertion there, and closes the connection; ours must not.
    const removed = all.find(({ name }) => name === '05-operator/089_v1_agent_REMOVE_CONTAINER')!
    const { body } = removed.request
    const headers = { 'content-type': 'application/json' }
    expect((await agent.ask('POST', '/api/v1', headers, Buffer.from(body!.text!))).status).toBe(200)
    await agent.close()
  },
)

it.skipIf(!capturesPresent)('and a container within it: killed, waited for, removed', async () => {
  const agent = await startAgent(running().state, { perform: obey })
  const names = all
    .map(({ name }) => name)
    .filter(name => /^07-agent-containers\/\d/.test(name))
    .map(name => name.replace(/^[^/]*\//, ''))
  expect(names).toHaveLength(8)
  expect(await converse(agent, '07-agent-containers', names)).toEqual([])
  await agent.close()
})

it.skipIf(!capturesPresent)('what is not there can be neither launched into, waited for nor removed', async () => {
  const script = running()
  script.event(runTask('s'))
  const agent = await startAgent(script.state, { perform: obey })
  const names = ['LAUNCH_NESTED', 'REMOVE_NESTED', 'WAIT_NESTED', 'WAIT_sess1', 'WAIT_sess2', 'session2']
  const found = await converse(agent, '07-agent-containers/session', names)
  expect(found.filter(one => !/GET_CONTAINERS/.test(one))).toEqual([])
  await agent.close()
})
if (!capturesPresent) it.skip('what a real agent answered: ../shared/captures is not there', () => {})
