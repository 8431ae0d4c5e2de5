import { describe, expect, it } from 'vitest'
import { flagsRoute } from '../../src/http/routes/flags.ts'
import { healthRoute } from '../../src/http/routes/health.ts'
import { helpRoute } from '../../src/http/routes/help.ts'
import { loggingToggleRoute } from '../../src/http/routes/logging-toggle.ts'
import { metricsSnapshotRoute } from '../../src/http/routes/metrics-snapshot.ts'
import { processesRoute } from '../../src/http/routes/processes.ts'
import { systemStatsRoute } from '../../src/http/routes/system-stats.ts'
import { versionRoute } from '../../src/http/routes/version.ts'
import type { Route } from '../../src/http/types.ts'
import { createMetrics } from '../../src/runtime/metrics.ts'
import { capturedExchanges, capturesPresent } from '../mesos/captures.ts'
import { virtualClock } from '../support/clock.ts'
import { recordingLog } from '../support/log.ts'
import { serve } from './serve.ts'

const realm = 'mesos-master-readonly'
const build = { version: '0.1.0', build_date: '2026-11-20 21:47:21 UTC', build_time: 1795211241, build_user: '' }

const sharedRoutes = (clock = virtualClock(), log = recordingLog()): readonly Route[] => {
  const metrics = createMetrics(clock)
  metrics.counter('master/x').increment()
  return [
    healthRoute(),
    versionRoute(build),
    flagsRoute(realm, { port: '5050' }),
    metricsSnapshotRoute({ realm, metrics, clock }),
    loggingToggleRoute(realm, log, clock),
    systemStatsRoute(),
    processesRoute(realm, () => [{ id: 'master', events: [] }]),
    helpRoute([
      { path: '/state', text: 'The state' },
      { path: '/health', text: 'Whether it runs' },
    ]),
  ]
}

/** Names and kinds of all values: what must be alike whatever the machine. */
const shape = (json: unknown): unknown => {
  if (Array.isArray(json)) return json.slice(0, 1).map(shape)
  if (typeof json !== 'object' || json === null) return typeof json
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, shape(value)]))
}

describe.skipIf(!capturesPresent)(
  'like a real Mesos (skipped where ../shared/captures is not beside the checkout)',
  () => {
    it.each([
      ['/version', true],
      ['/system/stats.json', true],
      ['/__processes__', true],
      ['/health', false],
      ['/logging/toggle', false],
      ['/logging/toggle?level=x&duration=1secs', false],
      ['/logging/toggle?level=1&duration=1secs', false],
      ['/nosuch', false],
    ])('GET %s', async (path, isJson) => {
      const captured = capturedExchanges().find(({ request }) => request.line === `GET ${path} HTTP/1.1`)!.response
      const { ask } = await serve({ routes: sharedRoutes() })
      const response = await ask(path)
      expect(`HTTP/1.1 ${response.status} ${response.statusText}`).toBe(captured.line)
      const type = captured.headers.find(line => line.startsWith('Content-Type: '))?.slice('Content-Type: '.length)
      expect(response.headers.get('content-type')).toBe(type ?? null)
      const body = await response.text()
      const expected = captured.body?.text ?? ''
      if (isJson) {
        expect(shape(JSON.parse(body))).toEqual(shape(JSON.parse(expected)))
        expect(Object.keys(JSON.parse(body))).toEqual(
          Object.keys(JSON.parse(expected)).slice(0, Object.keys(JSON.parse(body)).length),
        )
      } else expect(body).toBe(expected)
    })
  },
)

describe('/flags', () => {
  it('shows them, but not to everybody', async () => {
    const { ask } = await serve({ routes: sharedRoutes() })
    expect(await (await ask('/flags')).json()).toEqual({ flags: { port: '5050' } })
    expect((await ask('/flags', { method: 'POST' })).status).toBe(405)
    const { ask: askGuarded } = await serve({ routes: [flagsRoute(realm, {}, () => false)] })
    expect((await askGuarded('/flags')).status).toBe(403)
  })
})

describe('/metrics/snapshot', () => {
  it('answers twice a second, the others in their turn', async () => {
    const clock = virtualClock()
    const route = sharedRoutes(clock).find(({ path }) => path === '/metrics/snapshot')!
    const done: number[] = []
    const call = (n: number) =>
      Promise.resolve(route.handle({ query: {} } as never, undefined as never)).then(answer => {
        expect(answer).toMatchObject({ status: 200, json: '{"master/x":1}' })
        done.push(n)
      })
    const all = [1, 2, 3].map(call)
    await all[0]
    expect(done).toEqual([1])
    clock.advance(500)
    await all[1]
    expect(done).toEqual([1, 2])
    clock.advance(500)
    await all[2]
  })

  it('lets no endless queue grow', () => {
    const route = sharedRoutes().find(({ path }) => path === '/metrics/snapshot')!
    const answers = Array.from({ length: 200 }, () => route.handle({ query: {} } as never, undefined as never))
    expect(answers.at(-1)).toMatchObject({ status: 503 })
  })

  it.each([
    ['?timeout=10secs', 200],
    ['?timeout=bad', 400],
  ])('%s', async (query, status) => {
    const { ask } = await serve({ routes: sharedRoutes() })
    expect((await ask(`/metrics/snapshot${query}`)).status).toBe(status)
  })
})

describe('/logging/toggle', () => {
  it('raises the verbosity for a while, the last word counting', async () => {
    const clock = virtualClock()
    const log = recordingLog()
    const { ask } = await serve({ routes: sharedRoutes(clock, log) })
    await ask('/logging/toggle?level=1&duration=10secs')
    clock.advance(9000)
    await ask('/logging/toggle?level=2&duration=10secs')
    clock.advance(9000)
    expect(log.verbosity).toBe(2)
    expect(await (await ask('/logging/toggle')).text()).toBe('2\n')
    clock.advance(1000)
    expect(log.verbosity).toBe(0)
  })

  it.each(['level=1', 'duration=1secs', 'level=1&duration=x', 'level=-1&duration=1secs', 'level=1.5&duration=1secs'])(
    '?%s is refused',
    async query => {
      const { ask } = await serve({ routes: sharedRoutes() })
      expect((await ask(`/logging/toggle?${query}`)).status).toBe(400)
    },
  )
})

describe('/help', () => {
  it.each([
    ['/help', 200, '/state\n    The state\n\n/health\n    Whether it runs\n'],
    ['/help/state', 200, '/state\n    The state\n'],
    ['/help/state?format=json', 200, '{"endpoints":[{"name":"/state","text":"The state"}]}'],
    ['/help/nope', 404, '404 Not Found.'],
  ])('%s', async (path, status, body) => {
    const { ask } = await serve({ routes: sharedRoutes() })
    const response = await ask(path)
    expect([response.status, await response.text()]).toEqual([status, body])
  })
})
