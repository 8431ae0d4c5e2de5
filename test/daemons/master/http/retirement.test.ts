import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newAgent } from '../../../../src/daemons/master/agents/add.ts'
import { newState } from '../../../../src/daemons/master/new-state.ts'
import type { MasterState } from '../../../../src/daemons/master/state.ts'
import { settings } from '../settings.ts'
import { startLeader, type TestLeader } from './leader.ts'

let state: MasterState
let leader: TestLeader
beforeEach(async () => {
  state = newState({ id: 'M', ip: 0, port: 5050, hostname: 'm' }, settings, [1, 2, 3, 4], 0)
  state.phase = 'leading'
  state.leader = state.info
  for (const id of ['S0', 'old']) {
    const capabilities = id === 'old' ? [] : [{ type: 'AGENT_DRAINING' as const }]
    const info = { id: { value: id }, hostname: id, port: 5051 }
    const arrival = {
      info,
      pid: 'slave(1)@10.0.0.1:5051',
      version: '1.11.0',
      capabilities,
      total: [],
      checkpointed: [],
    }
    state.agents.registered.set(id, newAgent(state, arrival, 0))
  }
  state.agents.inTransition.set('going', 'marking-gone')
  state.agents.unreachable.set('going', { since: 0 })
  leader = await startLeader(state)
})
afterEach(() => leader.close())

const agent_id = (value: string) => ({ agent_id: { value } })
const h = { hostname: 'h', ip: '10.0.0.9' }
const window = { machine_ids: [h], unavailability: { start: { nanoseconds: 1 } } }
const asJson = { 'content-type': 'application/json' }
const said = async (method: string, path: string, body?: unknown, headers = {}): Promise<string> => {
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await leader.ask(method, path, headers, text === undefined ? undefined : Buffer.from(text))
  return `${answer.status} ${answer.body}`.trim()
}

describe('calls about one agent', () => {
  it.each<[object, RegExp]>([
    [{ type: 'DRAIN_AGENT' }, /^400 .*drain_agent/],
    [{ type: 'DRAIN_AGENT', drain_agent: {} }, /^400 .*agent_id/],
    [{ type: 'DRAIN_AGENT', drain_agent: agent_id('nobody') }, /^400 Unknown agent$/],
    [{ type: 'DRAIN_AGENT', drain_agent: agent_id('old') }, /^400 .*not capable of draining/],
    [{ type: 'DRAIN_AGENT', drain_agent: agent_id('going') }, /^409 /],
    [{ type: 'DRAIN_AGENT', drain_agent: { ...agent_id('S0'), max_grace_period: '600s' } }, /^400 /],
    [{ type: 'DRAIN_AGENT', drain_agent: { ...agent_id('S0'), mark_gone: 'yes' } }, /^400 /],
    [{ type: 'DRAIN_AGENT', drain_agent: agent_id('S0') }, /^200$/],
    [{ type: 'DEACTIVATE_AGENT' }, /^400 .*deactivate_agent/],
    [{ type: 'DEACTIVATE_AGENT', deactivate_agent: agent_id('nobody') }, /^400 Unknown agent$/],
    [{ type: 'DEACTIVATE_AGENT', deactivate_agent: agent_id('old') }, /^200$/],
    [{ type: 'REACTIVATE_AGENT' }, /^400 .*reactivate_agent/],
    [{ type: 'REACTIVATE_AGENT', reactivate_agent: agent_id('nobody') }, /^400 .*not deactivated/],
    [{ type: 'REACTIVATE_AGENT', reactivate_agent: agent_id('S0') }, /^400 .*not deactivated/],
  ])('%j', async (call, expected) => expect(await said('POST', '/api/v1', call, asJson)).toMatch(expected))
})

describe('schedules and machines', () => {
  it.each<[string, string, unknown, RegExp]>([
    ['POST', '/maintenance/schedule', '{', /^400 /],
    ['POST', '/maintenance/schedule', '[]', /^400 /],
    ['POST', '/maintenance/schedule', { windows: [{ machine_ids: [h] }] }, /^400 .*unavailability/],
    ['POST', '/maintenance/schedule', { windows: [{ ...window, machine_ids: [{}] }] }, /^400 .*hostname/],
    ['POST', '/maintenance/schedule', { windows: [{ ...window, machine_ids: [{ ip: 'x' }] }] }, /^400 .*'x'/],
    ['POST', '/maintenance/schedule', { windows: [window], nonsense: 1 }, /^200$/],
    ['POST', '/maintenance/schedule', '{}', /^200$/],
    ['PUT', '/maintenance/schedule', {}, /^405 /],
    ['POST', '/maintenance/status', {}, /^405 /],
    ['GET', '/machine/down', undefined, /^405 /],
    ['POST', '/machine/down', '', /^400 /],
    ['POST', '/machine/down', {}, /^400 /],
    ['POST', '/machine/down', [], /^400 .*empty/],
    ['POST', '/machine/down', [1], /^400 /],
    ['POST', '/machine/down', [h], /^400 .*not part of a maintenance schedule/],
    ['POST', '/machine/up', [h, h], /^400 .*more than once/],
    ['POST', '/machine/up', [h], /^400 .*not part of a maintenance schedule/],
  ])('%s %s %j', async (method, path, body, expected) => expect(await said(method, path, body)).toMatch(expected))
})

it('a schedule larger than the registry takes is refused, and nothing is changed', async () => {
  const machine_ids = Array.from({ length: 10_000 }, (_, i) => ({ hostname: `${i}`.padStart(64, 'h'), ip: '10.0.0.9' }))
  expect(await said('POST', '/maintenance/schedule', { windows: [{ ...window, machine_ids }] })).toMatch(/^400 .*bytes/)
  expect(await said('GET', '/maintenance/schedule')).toBe('200 {}')
})

describe('drains, a path of our own', () => {
  const drained = async () => JSON.parse((await leader.ask('GET', '/mantl/drains')).body.toString()).drains

  it('tells what is waited for, and cancels', async () => {
    const agent = state.agents.registered.get('S0')!
    const task = { name: 't', task_id: { value: 't' }, framework_id: { value: 'F' }, ...agent_id('S0') }
    agent.tasks.set('F', new Map([['t', { ...task, state: 'TASK_RUNNING' }]]))
    const max_grace_period = { seconds: 90, nanos: 500_000_000 }
    const drain_agent = { ...agent_id('S0'), max_grace_period, mark_gone: true }
    expect(await said('POST', '/api/v1', { type: 'DRAIN_AGENT', drain_agent }, asJson)).toBe('200')
    const waiting = {
      task_id: 't',
      name: 't',
      framework_id: 'F',
      framework_connected: false,
      state: 'TASK_RUNNING',
      unacknowledged: false,
    }
    expect(await drained()).toEqual([
      {
        agent_id: 'S0',
        hostname: 'S0',
        stands: 'connected',
        state: 'DRAINING',
        max_grace_period_seconds: 90.5,
        mark_gone: true,
        started: expect.any(Number),
        waits_for: { tasks: [waiting], operations: [] },
      },
    ])
    expect(await said('DELETE', '/mantl/drains/S0')).toBe('200')
    expect(await drained()).toEqual([])
    expect(agent).toMatchObject({ deactivated: false, drain: undefined })
  })

  it.each<[string, string, RegExp]>([
    ['DELETE', '/mantl/drains/nobody', /^404 Agent nobody is not known$/],
    ['DELETE', '/mantl/drains/S0', /^409 Agent S0 does not drain$/],
    ['DELETE', '/mantl/drains/going', /^409 .*marked gone/],
    ['DELETE', '/mantl/drains', /^404 name the agent/],
    ['GET', '/mantl/drains?agent_id=S0', /^200 \{"drains":\[\]\}$/],
    ['GET', '/mantl/drains/S0', /^404 /],
    ['POST', '/mantl/drains', /^405 /],
  ])('%s %s', async (method, path, expected) => expect(await said(method, path)).toMatch(expected))
})
