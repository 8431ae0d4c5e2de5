import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MasterHttpOptions } from '../../../../src/daemons/master/http/context.ts'
import { isCounter } from '../../../../src/daemons/master/http/metrics/counters.ts'
import {
  createFrameworkCounts,
  type FrameworkCounts,
} from '../../../../src/daemons/master/http/metrics/framework-counts.ts'
import { masterMetrics } from '../../../../src/daemons/master/http/metrics/master-metrics.ts'
import { createSubscribers } from '../../../../src/daemons/master/http/operator/subscribers.ts'
import { createSlices } from '../../../../src/daemons/master/http/slices.ts'
import { delayedRun, observedStep } from '../../../../src/daemons/master/observed-step.ts'
import { addRegistrarGauges } from '../../../../src/daemons/master/perform/registrar-gauges.ts'
import { prometheusText } from '../../../../src/http/prometheus/text.ts'
import { createMetrics } from '../../../../src/runtime/metrics.ts'
import { virtualClock } from '../../../support/clock.ts'
import { newWorld, type World } from '../world.ts'

const agent = 'slave(1)@10.0.0.1:5051'
const scalar = (name: string, value: number) => ({ name, type: 'SCALAR' as const, scalar: { value } })

interface Observed extends World {
  snapshot(): Promise<Record<string, number>>
}

/** A leader whose steps are watched, with the metrics that it would show. */
const observed = (): Observed => {
  const clock = virtualClock()
  const metrics = createMetrics(clock)
  let counts: FrameworkCounts | undefined
  const world = newWorld({}, state => {
    counts = createFrameworkCounts(state)
    const step = observedStep(metrics, counts)
    return (...of) => {
      const effects = step(...of)
      for (const effect of effects) if (effect.kind === 'count') metrics.counter(effect.metric).increment(effect.by)
      return effects
    }
  })
  addRegistrarGauges(metrics, { queued: 0, size: 302, loaded: true } as never, 'zk://a:2181,b:2181,c:2181/mesos')
  metrics.timer('registrar/state_fetch_ms').record(1)
  metrics.timer('registrar/state_store_ms', { history: true }).record(2)
  delayedRun(metrics)
  metrics.timer('allocator/mesos/allocation_run_latency_ms').record(3)
  const subscribers = createSubscribers({ clock, most: 1 })
  const options = { state: world.state, clock, flags: {}, metrics, subscribers, counts: counts! }
  const shown = masterMetrics(options as unknown as MasterHttpOptions, createSlices())
  return {
    ...world,
    snapshot: async () => {
      await shown.refresh()
      return shown.metrics.snapshot()
    },
  }
}

/** One agent, one framework that declines once, then runs one task and has another refused. */
const busy = (): Observed => {
  const world = observed()
  world.happen({ kind: 'elected' })
  world.happen({ kind: 'registry-loaded', records: [] })
  world.happen({
    kind: 'register-agent',
    from: agent,
    message: {
      agent: { hostname: 'h', resources: [scalar('cpus', 4), scalar('mem', 1024), scalar('disk', 100)] },
      version: '1.11.0',
      agent_capabilities: [{ type: 'RESERVATION_REFINEMENT' }],
    },
  })
  const framework_info = { user: 'u', name: 'a b', role: 'dev', principal: 'p' }
  world.happen({ kind: 'subscribe', streamId: 's', call: { framework_info } })
  world.state.quotas.set('dev', { role: 'dev', guarantees: { cpus: { value: 1 } }, limits: { cpus: { value: 4 } } })
  const frameworkId = 'M-0000'
  world.happen({
    kind: 'decline',
    frameworkId,
    call: { offer_ids: [{ value: 'M-O0' }], filters: { refuse_seconds: 0 } },
  })
  world.advance(2000)
  const task = (value: string, cpus: number) => ({
    name: value,
    task_id: { value },
    agent_id: { value: 'M-S0' },
    resources: [scalar('cpus', cpus)],
    command: { value: 'true' },
  })
  const launch = { task_infos: [task('t', 1), task('lost', 1), task('big', 100)] }
  world.happen({
    kind: 'accept',
    frameworkId,
    call: { offer_ids: [{ value: 'M-O1' }], operations: [{ type: 'LAUNCH', launch }] },
  })
  const status = { task_id: { value: 'lost' }, state: 'TASK_LOST' as const, source: 'SOURCE_AGENT' as const }
  const update = {
    framework_id: { value: frameworkId },
    agent_id: { value: 'M-S0' },
    status: { ...status, reason: 'REASON_EXECUTOR_TERMINATED' as const, uuid: 'AAAAAAAAAAAAAAAAAAAAAA==' },
    timestamp: 1,
    uuid: 'AAAAAAAAAAAAAAAAAAAAAA==',
  }
  world.happen({ kind: 'status-update', from: agent, update })
  return world
}

const framework = 'master/frameworks/a%20b/M-0000'

describe('the metrics', () => {
  it.each<[string, number]>([
    ['master/elected', 1],
    ['master/slaves_active', 1],
    ['master/slave_registrations', 1],
    ['master/frameworks_active', 1],
    ['master/tasks_staging', 1],
    ['master/tasks_error', 1],
    ['master/task_error/source_master/reason_task_invalid', 1],
    ['master/cpus_total', 4],
    ['master/cpus_used', 1],
    ['master/cpus_percent', 0.25],
    ['allocator/mesos/resources/cpus/total', 4],
    ['allocator/mesos/quota/roles/dev/resources/cpus/guarantee', 1],
    ['allocator/mesos/quota/roles/dev/resources/cpus/limit', 4],
    ['allocator/mesos/quota/roles/dev/resources/cpus/consumed', 1],
    ['registrar/registry_size_bytes', 302],
    ['registrar/queued_operations', 0],
    ['registrar/log/recovered', 1],
    ['registrar/log/ensemble_size', 3],
    [`${framework}/subscribed`, 1],
    [`${framework}/calls`, 3],
    [`${framework}/calls/subscribe`, 1],
    [`${framework}/calls/decline`, 1],
    [`${framework}/calls/accept`, 1],
    [`${framework}/events/subscribed`, 1],
    [`${framework}/events/heartbeat`, 1],
    [`${framework}/events/update`, 2],
    [`${framework}/offers/declined`, 1],
    [`${framework}/offers/accepted`, 1],
    [`${framework}/operations`, 1],
    [`${framework}/operations/launch`, 1],
    [`${framework}/tasks/active/task_staging`, 1],
    [`${framework}/tasks/terminal/task_error`, 1],
    [`${framework}/tasks/terminal/task_lost`, 1],
    [`${framework}/roles/dev/suppressed`, 0],
    ['frameworks/p/messages_received', 0],
  ])('%s is %d', async (name, value) => expect((await busy().snapshot())[name]).toBe(value))

  it('come sorted', async () => {
    const names = Object.keys(await busy().snapshot())
    expect(names).toEqual(names.toSorted())
  })

  it("are all in Prometheus' text form, no two samples alike, by its grammar", async () => {
    const snapshot = await busy().snapshot()
    const lines = [...prometheusText(snapshot, isCounter)].join('').trimEnd().split('\n')
    const samples = lines.filter(line => !line.startsWith('# '))
    expect(samples.length).toBe(Object.keys(snapshot).length)
    const label = '[a-z_]+="(?:[^"\\\\\\n]|\\\\[\\\\n"])*"'
    const grammar = new RegExp(`^([a-z_][a-z0-9_]*)(\\{${label}(,${label})*\\})? -?[0-9][0-9.e+-]*$`)
    expect(samples.filter(line => !grammar.test(line))).toEqual([])
    expect(new Set(samples.map(line => line.slice(0, line.lastIndexOf(' ')))).size).toBe(samples.length)
    const typed = lines.filter(line => line.startsWith('# TYPE ')).map(line => line.split(' ')[2])
    expect(new Set(typed).size).toBe(typed.length)
    expect(new Set(samples.map(line => line.split(/[{ ]/)[0]))).toEqual(new Set(typed))
  })

  it('keep those of a framework until it is forgotten', async () => {
    const world = busy()
    world.happen({ kind: 'teardown', frameworkId: 'M-0000' })
    const after = await world.snapshot()
    expect([after[`${framework}/calls/teardown`], after[`${framework}/subscribed`]]).toEqual([1, 0])
    world.state.completedFrameworks.clear()
    expect(Object.keys(await world.snapshot()).filter(name => name.startsWith('master/frameworks/'))).toEqual([])
  })

  it('count what old-style frameworks say and hear', async () => {
    const world = observed()
    world.happen({ kind: 'elected' })
    world.happen({ kind: 'registry-loaded', records: [] })
    const from = 'scheduler(1)@10.0.0.9:7000'
    world.happen({
      kind: 'register-framework',
      from,
      message: { framework: { user: 'u', name: 'old', principal: 'p' } },
    } as never)
    world.happen({
      kind: 'scheduler-call',
      from,
      call: { type: 'SUPPRESS', framework_id: { value: 'M-0000' } },
    } as never)
    expect(await world.snapshot()).toMatchObject({
      'master/frameworks/old/M-0000/calls/subscribe': 1,
      'master/frameworks/old/M-0000/calls/suppress': 1,
      'master/frameworks/old/M-0000/events/subscribed': 1,
      'frameworks/p/messages_received': 1,
    })
  })
})

const present = existsSync(facts())

function facts() {
  return join(import.meta.dirname, '../../../../../shared/facts/metrics.md')
}

/** What stands in the same sections and is no part of a metric's name. */
const words = new Set(['publish_per_framework_metrics', 'state_store'])

describe.skipIf(!present)('every name of the facts (skipped where ../shared/facts is not there)', () => {
  const text = present ? readFileSync(facts(), 'utf8') : ''
  const section = text.slice(text.indexOf('## 2.'), text.indexOf('## 4.'))
  const parts = [...new Set(section.match(/[a-z]+(_[a-z0-9]+)+/g) ?? [])].filter(part => !words.has(part))
  const all = busy().snapshot()

  it('stands in the section by the hundred', () => expect(parts.length).toBeGreaterThan(100))
  it.each(parts)('%s', async part => {
    const names = Object.keys(await all)
    const found = names.some(name => name.split(/[/]/).some(piece => piece === part || piece.endsWith(`_${part}`)))
    expect(found, `no metric has ${part} in its name`).toBe(true)
  })
})
if (!present) it.skip('every name of the facts: ../shared/facts is not there', () => {})
