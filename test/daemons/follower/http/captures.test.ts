import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Response } from '../../../../src/mesos/messages/agent-response.ts'
import { capturedExchanges, capturesPresent } from '../../../mesos/captures.ts'
import type { Deliberate } from '../../master/http/deliberate.ts'
import { replay } from '../../master/http/exchange.ts'
import { startAgent, type TestAgent } from './agent.ts'
import { makeSandboxes } from './captured-sandboxes.ts'
import { deliberate } from './deliberate.ts'
import { situationOf } from './situation.ts'

const all = capturesPresent ? capturedExchanges() : []
const byName = new Map(all.map(exchange => [exchange.name, exchange]))
const json = (name: string) => JSON.parse(byName.get(name)?.response.body?.text ?? 'null')

/** Groups of exchanges with one agent in one situation, its v1 answers among them. */
const groups = [
  '02-after-tasks/agent',
  '03-scheduler/running/agent',
  '03-scheduler/group/agent',
  '06-task-group/running-group/agent',
  '09-running/agent',
]
const seen = new Set<Deliberate>()

const unexpected = (exchange: string, differences: readonly string[]): string[] =>
  differences.filter(found => {
    const known = deliberate.filter(each => each.exchange.test(exchange) && each.difference.test(found))
    for (const each of known) seen.add(each)
    return known.length === 0
  })

/** What a container did as a real agent measured it, without what it may do: that is ours to add. */
const usageIn = (group: string) => async (key: string) => {
  const containers: any[] = json(`${group}/v1_GET_CONTAINERS_nested`)?.get_containers?.containers ?? []
  const found = containers.find(({ container_id }) => key.endsWith(container_id.value))?.resource_statistics ?? {}
  return Object.fromEntries(Object.entries(found).filter(([name]) => !/limit|timestamp/.test(name)))
}

/** For the group where nobody asked for /state: everything there had ended. */
const withoutState = (say: (call: string) => any): Parameters<typeof situationOf>[0] => {
  const { completed_frameworks } = say('GET_FRAMEWORKS').get_frameworks
  const { completed_executors } = say('GET_EXECUTORS').get_executors
  const view = ({ executor_info: { executor_id, name = '' } }: any) => ({
    ...{ id: executor_id.value, name, container: 'C', directory: '/sandbox', tasks: [], completed_tasks: [] },
  })
  const frameworks = completed_frameworks.map(({ framework_info: { id } }: any) => ({
    id: id.value,
    executors: [],
    completed_executors: completed_executors
      .filter(({ executor_info }: any) => executor_info.framework_id.value === id.value)
      .map(view),
  }))
  const get_state = {
    get_frameworks: say('GET_FRAMEWORKS').get_frameworks,
    get_executors: say('GET_EXECUTORS').get_executors,
  }
  return {
    say: call => (call === 'GET_STATE' ? { type: 'GET_STATE', get_state } : say(call)),
    state: {
      ...{ pid: 'slave(1)@127.0.0.1:1', start_time: 1, master_hostname: 'm', flags: { work_dir: '/work' } },
      ...{ frameworks: [], completed_frameworks: frameworks },
    },
  }
}

describe.skipIf(!capturesPresent).each(groups)('what a real agent answered: %s', group => {
  let agent: TestAgent
  const folder = mkdtempSync(join(tmpdir(), 'mantl-captures-'))
  const exchanges = all.filter(({ name }) => name.startsWith(`${group}/`))
  beforeAll(async () => {
    const say = (call: string) => json(`${group}/v1_${call}`)
    const state = situationOf(
      byName.has(`${group}/GET_state`) ? { say, state: json(`${group}/GET_state`) } : withoutState(say),
    )
    agent = await startAgent(state, {
      flags: json(`${group}/GET_flags`).flags,
      build: json(`${group}/GET_version`),
      files: makeSandboxes(exchanges, folder),
      usage: usageIn(group),
    })
  })
  afterAll(async () => {
    await agent.close()
    rmSync(folder, { recursive: true })
  })

  it.each(exchanges.map(exchange => [exchange.name.slice(group.length + 1), exchange] as const))(
    '%s',
    async (name, exchange) => expect(unexpected(name, await replay(agent, exchange, Response))).toEqual([]),
  )
})

it.skipIf(!capturesPresent)('every deliberate difference is still one', () =>
  expect(
    deliberate.filter(each => !seen.has(each)).map(({ exchange, difference }) => `${exchange} ${difference}`),
  ).toEqual([]),
)
if (!capturesPresent) it.skip('what a real agent answered: ../shared/captures is not there', () => {})
