import { expect, it } from 'vitest'
import { createMetrics } from '../../src/runtime/metrics.ts'
import { statistics } from '../../src/runtime/statistics.ts'
import { addSystemMetrics } from '../../src/runtime/system-metrics.ts'
import { virtualClock } from '../support/clock.ts'

it('gives a flat snapshot with sorted keys, failing gauges left out', () => {
  const metrics = createMetrics(virtualClock())
  metrics.counter('master/b').increment()
  metrics.counter('master/b').increment(2)
  metrics.gauge('master/a', () => 7)
  metrics.gauge('master/broken', () => {
    throw new Error('no')
  })
  metrics.gauge('master/nan', () => Number.NaN)
  expect(JSON.stringify(metrics.snapshot())).toBe('{"master/a":7,"master/b":3}')
})

it('a timer has its last duration, with a history also statistics', () => {
  const clock = virtualClock()
  const metrics = createMetrics(clock)
  const timer = metrics.timer('allocator/mesos/allocation_run_ms', { history: true })
  metrics.timer('registrar/state_fetch_ms').record(4)
  expect(metrics.snapshot()).toEqual({ 'registrar/state_fetch_ms': 4 })
  for (const ms of [10, 30, 20]) {
    const stop = timer.start()
    clock.advance(ms)
    stop()
  }
  expect(metrics.snapshot()).toMatchObject({
    'allocator/mesos/allocation_run_ms': 20,
    'allocator/mesos/allocation_run_ms/count': 3,
    'allocator/mesos/allocation_run_ms/max': 30,
    'allocator/mesos/allocation_run_ms/min': 10,
    'allocator/mesos/allocation_run_ms/p50': 20,
    'allocator/mesos/allocation_run_ms/p90': 28,
  })
  expect(Object.keys(metrics.snapshot()).filter(key => key.includes('run_ms/'))).toHaveLength(9)
})

it('keys of what is gone go with it, and begin anew', () => {
  const metrics = createMetrics(virtualClock())
  metrics.counter('master/frameworks/f/1/calls').increment()
  metrics.counter('master/x').increment()
  metrics.removeAll('master/frameworks/f/1/')
  expect(metrics.snapshot()).toEqual({ 'master/x': 1 })
  metrics.counter('master/frameworks/f/1/calls').increment()
  expect(metrics.snapshot()['master/frameworks/f/1/calls']).toBe(1)
})

it('no samples, no statistics', () => expect(statistics([])).toEqual([]))

it('the machine has the six keys of system/', () => {
  const metrics = createMetrics(virtualClock())
  addSystemMetrics(metrics)
  expect(Object.keys(metrics.snapshot())).toEqual([
    'system/cpus_total',
    'system/load_15min',
    'system/load_1min',
    'system/load_5min',
    'system/mem_free_bytes',
    'system/mem_total_bytes',
  ])
})
