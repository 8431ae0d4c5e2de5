import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRoutes, type RoutesOptions } from '../../../../src/daemons/master/http/routes.ts'
import type { MasterState } from '../../../../src/daemons/master/state.ts'
import type { Authorize } from '../../../../src/http/types.ts'
import { CallType } from '../../../../src/mesos/messages/master-call.ts'
import { systemClock as clock } from '../../../../src/runtime/clock.ts'
import { createMetrics } from '../../../../src/runtime/metrics.ts'
import { sampleOf } from './bad-input/operator-samples.ts'
import { startLeader, type TestLeader } from './leader.ts'
import { populated } from './populated.ts'

/**
 * What happens to a call when the authorizer refuses everything. The name of an action: it is asked, and the answer is 403. `hides`: the
 * answer names nothing of what is there. `open`: nobody is asked, as in Mesos.
 */
type Fate = string | 'hides' | 'open'

const { resources } = sampleOf('RESERVE_RESOURCES').reserve_resources!
const { volumes } = sampleOf('CREATE_VOLUMES').create_volumes!
const { volumes: destroyed } = sampleOf('DESTROY_VOLUMES').destroy_volumes!
const { schedule } = sampleOf('UPDATE_MAINTENANCE_SCHEDULE').update_maintenance_schedule!
const { machines } = sampleOf('START_MAINTENANCE').start_maintenance!
const quota = JSON.stringify(sampleOf('SET_QUOTA').set_quota!.quota_request)

const calls: Readonly<Record<string, Fate>> = {
  GET_HEALTH: 'open',
  GET_FLAGS: 'VIEW_FLAGS',
  GET_VERSION: 'open',
  GET_METRICS: 'open',
  GET_LOGGING_LEVEL: 'open',
  SET_LOGGING_LEVEL: 'SET_LOG_LEVEL',
  LIST_FILES: 'ACCESS_MESOS_LOG',
  READ_FILE: 'ACCESS_MESOS_LOG',
  GET_STATE: 'hides',
  GET_AGENTS: 'hides',
  GET_FRAMEWORKS: 'hides',
  GET_EXECUTORS: 'hides',
  GET_OPERATIONS: 'hides',
  GET_TASKS: 'hides',
  GET_ROLES: 'hides',
  GET_WEIGHTS: 'hides',
  UPDATE_WEIGHTS: 'UPDATE_WEIGHT',
  GET_MASTER: 'open',
  RESERVE_RESOURCES: 'RESERVE_RESOURCES',
  UNRESERVE_RESOURCES: 'UNRESERVE_RESOURCES',
  CREATE_VOLUMES: 'CREATE_VOLUME',
  DESTROY_VOLUMES: 'DESTROY_VOLUME',
  GROW_VOLUME: 'RESIZE_VOLUME',
  SHRINK_VOLUME: 'RESIZE_VOLUME',
  GET_MAINTENANCE_STATUS: 'hides',
  GET_MAINTENANCE_SCHEDULE: 'hides',
  UPDATE_MAINTENANCE_SCHEDULE: 'UPDATE_MAINTENANCE_SCHEDULE',
  START_MAINTENANCE: 'START_MAINTENANCE',
  STOP_MAINTENANCE: 'STOP_MAINTENANCE',
  DRAIN_AGENT: 'DRAIN_AGENT',
  DEACTIVATE_AGENT: 'DEACTIVATE_AGENT',
  REACTIVATE_AGENT: 'REACTIVATE_AGENT',
  GET_QUOTA: 'hides',
  UPDATE_QUOTA: 'UPDATE_QUOTA_WITH_CONFIG',
  SET_QUOTA: 'UPDATE_QUOTA',
  REMOVE_QUOTA: 'UPDATE_QUOTA',
  TEARDOWN: 'TEARDOWN_FRAMEWORK',
  MARK_AGENT_GONE: 'MARK_AGENT_GONE',
}

const form = (fields: Readonly<Record<string, unknown>>) =>
  new URLSearchParams(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  ).toString()

/** Path → requests: method, path with query, body. */
const requests: Readonly<Record<string, readonly (readonly [Fate, string, string?, string?])[]>> = {
  '/health': [['open', 'GET']],
  '/help': [['open', 'GET']],
  '/redirect': [['open', 'GET']],
  '/version': [['open', 'GET']],
  '/flags': [['VIEW_FLAGS', 'GET']],
  '/logging/toggle': [['GET_ENDPOINT_WITH_PATH', 'GET']],
  '/metrics/snapshot': [['GET_ENDPOINT_WITH_PATH', 'GET']],
  '/metrics': [['GET_ENDPOINT_WITH_PATH', 'GET']],
  '/system/stats.json': [['open', 'GET']],
  '/__processes__': [['open', 'GET']],
  '/files/browse': [['ACCESS_MESOS_LOG', 'GET', '?path=/master/log']],
  '/files/read': [['ACCESS_MESOS_LOG', 'GET', '?path=/master/log']],
  '/files/download': [['ACCESS_MESOS_LOG', 'GET', '?path=/master/log']],
  '/files/debug': [['GET_ENDPOINT_WITH_PATH', 'GET']],
  '/registrar(1)/registry': [['open', 'GET']],
  '/state': [['hides', 'GET']],
  '/state-summary': [['hides', 'GET']],
  '/slaves': [['hides', 'GET']],
  '/frameworks': [['hides', 'GET']],
  '/hierarchical-allocator(1)/offer_constraints_debug': [['hides', 'GET']],
  '/frameworks/explain': [['VIEW_FRAMEWORK', 'GET', '?framework_id=M-0000']],
  '/tasks': [['hides', 'GET']],
  '/roles': [['hides', 'GET']],
  '/quota': [
    ['hides', 'GET'],
    ['UPDATE_QUOTA', 'POST', '', quota],
    ['UPDATE_QUOTA', 'DELETE', '/secret-role'],
  ],
  '/weights': [
    ['hides', 'GET'],
    ['UPDATE_WEIGHT', 'PUT', '', '[{"role":"r","weight":2}]'],
  ],
  '/maintenance/schedule': [
    ['hides', 'GET'],
    ['UPDATE_MAINTENANCE_SCHEDULE', 'POST', '', JSON.stringify(schedule)],
  ],
  '/maintenance/status': [['hides', 'GET']],
  '/machine/down': [['START_MAINTENANCE', 'POST', '', JSON.stringify(machines)]],
  '/machine/up': [['STOP_MAINTENANCE', 'POST', '', JSON.stringify(machines)]],
  '/mantl/drains': [
    ['hides', 'GET'],
    ['REACTIVATE_AGENT', 'DELETE', '/M-S0'],
  ],
  '/teardown': [['TEARDOWN_FRAMEWORK', 'POST', '', 'frameworkId=M-0000']],
  '/reserve': [
    ['RESERVE_RESOURCES', 'POST', '', form({ slaveId: 'M-S0', resources })],
    ['UNRESERVE_RESOURCES', 'POST', '', form({ slaveId: 'M-S0', resources, source: resources })],
  ],
  '/unreserve': [['UNRESERVE_RESOURCES', 'POST', '', form({ slaveId: 'M-S0', resources })]],
  '/create-volumes': [['CREATE_VOLUME', 'POST', '', form({ slaveId: 'M-S0', volumes })]],
  '/destroy-volumes': [['DESTROY_VOLUME', 'POST', '', form({ slaveId: 'M-S0', volumes: destroyed })]],
}

/** The APIs go call by call, the scheduler's in refused.test.ts; the profiler refuses everybody. */
const elsewhere = new Set(['/api/v1', '/api/v1/scheduler', '/profiler/start', '/profiler/stop'])

describe('an authorizer that refuses everything', () => {
  let state: MasterState
  let leader: TestLeader
  let asked: string[] = []
  const refuse: Authorize = action => {
    asked.push(action)
    return false
  }
  beforeAll(async () => {
    state = populated()
    const files = { '/master/log': import.meta.filename }
    leader = await startLeader(state, { authorize: refuse, files, guard: { action: 'ACCESS_MESOS_LOG' } })
  })
  afterAll(() => leader.close())

  const expectFate = async (
    fate: Fate,
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string,
  ) => {
    asked = []
    const { status, body: answer } = await leader.ask(
      method,
      path,
      headers,
      body === undefined ? undefined : Buffer.from(body),
    )
    const shown = fate === 'hides' || fate === 'open' ? 200 : 403
    expect(fate === 'open' && status === 307 ? 200 : status).toBe(shown)
    if (shown === 403) expect(asked).toContain(fate)
    if (fate === 'hides') expect(answer.toString().match(/secret-[a-z]+/g) ?? []).toEqual([])
  }
  const json = { 'content-type': 'application/json' }

  it('knows every call', () =>
    expect(Object.keys(calls).sort()).toEqual(
      Object.keys(CallType.numbers)
        .filter(type => type !== 'UNKNOWN' && type !== 'SUBSCRIBE')
        .sort(),
    ))

  it.each(Object.entries(calls))('%s: %s', (type, fate) =>
    expectFate(fate, 'POST', '/api/v1', json, JSON.stringify(sampleOf(type))),
  )

  it('knows every path', () => {
    const options = { state, shown: {}, clock, metrics: createMetrics(clock), subscribers: { count: 0 } }
    const paths = createRoutes(options as unknown as RoutesOptions)
    expect(paths.map(({ path }) => path).filter(path => !elsewhere.has(path) && !requests[path])).toEqual([])
  })

  it.each(
    Object.entries(requests).flatMap(([path, all]) =>
      all.map(([fate, method, rest = '', body]) => [method, path + rest, fate, body] as const),
    ),
  )('%s %s: %s', (method, path, fate, body) => expectFate(fate, method, path, {}, body))

  it('and what it refused did not happen', () => {
    const fresh = populated()
    expect([...state.quotas.keys(), ...state.weights.keys()]).toEqual([...fresh.quotas.keys(), ...fresh.weights.keys()])
    expect(state.agents.registered.get('M-S0')!.total).toEqual(fresh.agents.registered.get('M-S0')!.total)
    expect(state.frameworks.size).toBe(1)
  })
})

describe('an authorizer that allows everything, asked for each thing', () => {
  it.each(['/state', '/frameworks', '/tasks', '/roles', '/quota', '/weights', '/maintenance/schedule'])(
    '%s shows what is there',
    async path => {
      const leader = await startLeader(populated(), { authorize: () => true })
      const { body } = await leader.ask('GET', path)
      await leader.close()
      expect(body.toString()).toMatch(/secret-/)
    },
  )
})
