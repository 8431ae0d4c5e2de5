import { beforeEach, describe, expect, it } from 'vitest'
import type { Containerizer } from '../../../src/daemons/follower/containerizer/containerizer.ts'
import { createStreams } from '../../../src/daemons/follower/containerizer/streams/streams.ts'
import { createExecutorStreams } from '../../../src/daemons/follower/executors/streams.ts'
import { addGauges } from '../../../src/daemons/follower/gauges.ts'
import { createReplies } from '../../../src/daemons/follower/perform/replies.ts'
import { followerRoutes } from '../../../src/daemons/follower/routes.ts'
import { buildInfo as build } from '../../../src/http/build-info.ts'
import { createVirtualPaths } from '../../../src/http/files/virtual-paths.ts'
import type { Answer, HttpRequest, Route } from '../../../src/http/types.ts'
import { createMetrics } from '../../../src/runtime/metrics.ts'
import { capturedExchanges, capturesPresent } from '../../mesos/captures.ts'
import { virtualClock } from '../../support/clock.ts'
import { recordingLog } from '../../support/log.ts'
import { acknowledge, containerOf, running, runTask } from './new-state.ts'

/** Where a real Mesos said something of its own machine or build, or of what we do not have. */
const script = () => {
  const all = running()
  all.state.info = {
    ...all.state.info,
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 2 } },
      { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31000, end: 32000 }] } },
    ],
  }
  for (const id of ['done', 'runs']) {
    all.event(runTask(id))
    all.event({ kind: 'container-started', containerId: containerOf(all.state, id), pid: 7, startTime: 70 })
    all.event(acknowledge(all.state, id))
    all.event(acknowledge(all.state, id))
  }
  const containerId = containerOf(all.state, 'done')
  all.event({ kind: 'container-destroyed', containerId, record: { status: 0, exitCode: 0 } })
  all.event(acknowledge(all.state, 'done'))
  return all.state
}

const containerizer = { usage: async () => ({ mem_rss_bytes: 5, cpus_user_time_secs: 1 }) } as unknown as Containerizer
let routes: readonly Route[]

beforeEach(() => {
  const state = script()
  const clock = virtualClock()
  const metrics = createMetrics(clock)
  addGauges(metrics, state, () => 0)
  routes = followerRoutes({
    state,
    containerizer,
    streams: createExecutorStreams(clock),
    files: createVirtualPaths(() => true),
    metrics,
    clock,
    log: recordingLog(),
    build,
    shownFlags: { port: '5051' },
    post: () => {},
    containerStreams: createStreams('/nowhere'),
    replies: createReplies(),
    heartbeatInterval: 30_000,
  })
})

const ask = async (path: string, request: Partial<HttpRequest> = {}): Promise<Answer> => {
  const route = routes.find(one => one.path === path)!
  const given = {
    method: 'GET',
    path,
    rest: '',
    query: {},
    headers: {},
    body: Buffer.alloc(0),
    remoteAddress: '',
    ...request,
  }
  return (await route.handle(given, () => {
    throw new Error('no stream expected')
  })) as Answer
}
const json = async (path: string) => JSON.parse((await ask(path)).json!)
const call = async (body: object, headers: object = {}) => {
  const answer = await ask('/api/v1', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  })
  return {
    status: answer.status,
    body: answer.status === 200 ? JSON.parse(answer.json ?? String(answer.body)) : String(answer.body),
  }
}

/** Keys at every level, arrays by their first element. */
const shape = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])]
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
}
const captured = (name: string) =>
  JSON.parse(
    capturedExchanges().find(exchange => exchange.name === `02-after-tasks/agent/${name}`)!.response.body!.text!,
  )

describe.skipIf(!capturesPresent)(capturesPresent ? 'the shapes of the captures' : 'needs ../shared/captures', () => {
  it('/state', async () => {
    const ours = await json('/state')
    const theirs = captured('GET_state')
    const missing = Object.keys(theirs).filter(key => !(key in ours) && key !== 'master_hostname')
    expect(missing).toEqual([])
    const framework = (state: any) => ({ ...state.frameworks[0], roles: undefined, role: undefined })
    expect(Object.keys(framework(ours)).sort()).toEqual(Object.keys(framework(theirs)).sort())
    const executor = (state: any) =>
      state.completed_frameworks[0]?.completed_executors[0] ?? state.frameworks[0].completed_executors[0]
    expect(shape(executor(ours))).toEqual(shape(executor(theirs)))
  })
  it('/containers and /monitor/statistics', async () => {
    for (const path of ['/containers', '/monitor/statistics']) {
      const [ours] = await json(path)
      const [theirs] = captured(path === '/containers' ? 'GET_containers' : 'GET_monitor_statistics')
      for (const key of Object.keys(theirs)) expect(ours).toHaveProperty(key)
      expect(ours.statistics).toMatchObject({ mem_rss_bytes: 5 })
    }
  })
  it.each([
    'GET_TASKS',
    'GET_EXECUTORS',
    'GET_FRAMEWORKS',
    'GET_AGENT',
    'GET_STATE',
    'GET_HEALTH',
    'GET_VERSION',
    'GET_OPERATIONS',
    'GET_RESOURCE_PROVIDERS',
    'GET_LOGGING_LEVEL',
  ])('%s', async type => {
    const { status, body } = await call({ type })
    const theirs = captured(`v1_${type}`)
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(Object.keys(theirs))
    const key = type.toLowerCase()
    for (const inner of Object.keys(theirs[key] ?? {})) expect(Object.keys(body[key])).toContain(inner)
  })
  it('the names of metrics', async () => {
    const ours = Object.keys(await json('/metrics/snapshot'))
    const theirs = Object.keys(captured('GET_metrics_snapshot')).filter(name => name.startsWith('slave/'))
    const absent = theirs.filter(name => !ours.includes(name))
    expect(absent).toEqual(['slave/executor_directory_max_allowed_age_secs', 'slave/recovery_time_secs'])
  })
})

it('a task as GET_TASKS tells it: running ones apart from those that are over', async () => {
  const { body } = await call({ type: 'GET_TASKS' })
  const names = (tasks: any[]) => tasks.map(task => task.task_id.value)
  expect(names(body.get_tasks.launched_tasks)).toEqual(['runs'])
  expect(names(body.get_tasks.completed_tasks)).toEqual(['done'])
})

describe('what the operator API refuses', () => {
  it.each([
    [{}, {}, 400, "Failed to validate agent::Call: Expecting 'type' to be present"],
    [{ type: 'GET_METRICS' }, {}, 400, "Expecting 'get_metrics' to be present"],
    [{ type: 'UNKNOWN' }, {}, 501, '501 Not Implemented'],
    [{ type: 'LAUNCH_CONTAINER' }, {}, 400, "Expecting 'launch_container' to be present"],
    [{ type: 'GET_HEALTH' }, { 'content-type': 'text/plain' }, 415, 'Content-Type'],
    [{ type: 'GET_HEALTH' }, { accept: 'text/html' }, 406, 'Accept'],
  ])('%j with %j: %i', async (body, headers, status, text) => {
    const answer = await call(body, headers)
    expect(answer.status).toBe(status)
    expect(answer.body).toContain(text)
  })
})

describe('what the executor API refuses', () => {
  const ids = { executor_id: { value: 'e' }, framework_id: { value: 'f' } }
  const status = {
    task_id: { value: 't' },
    state: 'TASK_RUNNING',
    source: 'SOURCE_EXECUTOR',
    uuid: Buffer.alloc(16).toString('base64'),
  }
  it.each([
    [{ ...ids }, 400, "Expecting 'type' to be present"],
    [{ type: 'SUBSCRIBE' }, 400, 'executor_id'],
    [{ ...ids, type: 'SUBSCRIBE' }, 400, "Expecting 'subscribe' to be present"],
    [{ ...ids, type: 'SUBSCRIBE', subscribe: {} }, 400, 'Framework cannot be found'],
    [{ ...ids, framework_id: { value: 'F' }, type: 'SUBSCRIBE', subscribe: {} }, 400, 'Executor cannot be found'],
    [{ ...ids, type: 'UPDATE', update: { status: { ...status, uuid: 'AAAA' } } }, 400, 'UUID'],
    [{ ...ids, type: 'UPDATE', update: { status: { ...status, uuid: undefined } } }, 400, "Expecting 'uuid'"],
    [{ ...ids, type: 'UPDATE', update: { status: { ...status, source: 'SOURCE_MASTER' } } }, 400, 'SOURCE_EXECUTOR'],
    [{ ...ids, type: 'UPDATE', update: { status: { ...status, state: 'TASK_STAGING' } } }, 400, 'TASK_STAGING'],
    [{ ...ids, type: 'UPDATE', update: { status: { ...status, executor_id: { value: 'x' } } } }, 400, 'ExecutorID'],
    [{ ...ids, type: 'HEARTBEAT' }, 202, ''],
  ])('%j: %i', async (body, expected, text) => {
    const answer = await ask('/api/v1/executor', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(body)),
    })
    expect(answer.status).toBe(expected)
    expect(String(answer.body ?? '')).toContain(text)
  })
})
