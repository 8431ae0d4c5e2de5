import { describe, expect, it } from 'vitest'
import { prometheusText } from '../../../src/http/prometheus/text.ts'

const isCounter = (name: string) => name === 'master/slave_registrations'
const text = (snapshot: Record<string, number>) => [...prometheusText(snapshot, isCounter)].join('')

describe("Prometheus' text form", () => {
  it.each<[string, string]>([
    ['master/elected', 'mesos_master_elected 1'],
    ['master/slave_registrations', 'mesos_master_slave_registrations_total 1'],
    ['system/load_1min', 'mesos_system_load_1min 1'],
    [
      'master/frameworks/a%20b/F-1/calls/accept',
      'mesos_master_framework_calls_total{framework="a b",framework_id="F-1",type="accept"} 1',
    ],
    ['master/frameworks/a/F-1/calls', 'mesos_master_framework_all_calls_total{framework="a",framework_id="F-1"} 1'],
    [
      'master/frameworks/a/F-1/tasks/active/task_running',
      'mesos_master_framework_tasks{framework="a",framework_id="F-1",state="task_running"} 1',
    ],
    [
      'master/frameworks/a/F-1/roles/dev/web/suppressed',
      'mesos_master_framework_suppressed{framework="a",framework_id="F-1",role="dev/web"} 1',
    ],
    [
      'master/frameworks/%22\\%0A/F-1/subscribed',
      'mesos_master_framework_subscribed{framework="\\"\\\\\\n",framework_id="F-1"} 1',
    ],
    ['frameworks/p/messages_received', 'mesos_framework_messages_received_total{principal="p"} 1'],
    [
      'master/task_lost/source_slave/reason_executor_terminated',
      'mesos_master_tasks_ended_by_reason_total{state="lost",source="slave",reason="executor_terminated"} 1',
    ],
    ['master/slave_removals/reason_unhealthy', 'mesos_master_slave_removals_by_reason_total{reason="unhealthy"} 1'],
    ['master/operations/pending', 'mesos_master_operations{state="pending"} 1'],
    ['master/operations/reserve/total', 'mesos_master_operations_by_type{type="reserve",state="total"} 1'],
    ['master/operations/finished', 'mesos_master_operations_ended_total{state="finished"} 1'],
    [
      'master/operations/create_disk/failed',
      'mesos_master_operations_ended_by_type_total{type="create_disk",state="failed"} 1',
    ],
    ['allocator/mesos/resources/cpus/total', 'mesos_allocator_resources{resource="cpus",what="total"} 1'],
    [
      'allocator/mesos/quota/roles/dev/resources/cpus/limit',
      'mesos_allocator_quota{role="dev",resource="cpus",what="limit"} 1',
    ],
    [
      'allocator/mesos/quota/roles//resources/mem/consumed',
      'mesos_allocator_quota{role="",resource="mem",what="consumed"} 1',
    ],
    ['allocator/mesos/offer_filters/roles/*/active', 'mesos_allocator_offer_filters{role="*"} 1'],
    ['registrar/state_store_ms', 'mesos_registrar_state_store_last_seconds 0.001'],
    ['registrar/state_store_ms/p50', 'mesos_registrar_state_store_seconds{quantile="0.5"} 0.001'],
    ['registrar/state_store_ms/p9999', 'mesos_registrar_state_store_seconds{quantile="0.9999"} 0.001'],
    ['registrar/state_store_ms/max', 'mesos_registrar_state_store_seconds{quantile="1"} 0.001'],
    ['registrar/state_store_ms/count', 'mesos_registrar_state_store_samples 1'],
  ])('%s', (name, line) =>
    expect(
      text({ [name]: 1 })
        .trimEnd()
        .split('\n')
        .at(-1),
    ).toBe(line),
  )

  it('names each family once, before its samples', () => {
    const several = text({ 'a/x_ms/p50': 1, b: 2, 'a/x_ms/p90': 3 })
    expect(several).toBe(
      [
        '# HELP mesos_a_x_seconds How long it took lately',
        '# TYPE mesos_a_x_seconds gauge',
        'mesos_a_x_seconds{quantile="0.5"} 0.001',
        'mesos_a_x_seconds{quantile="0.9"} 0.003',
        '# HELP mesos_b b of /metrics/snapshot',
        '# TYPE mesos_b gauge',
        'mesos_b 2',
        '',
      ].join('\n'),
    )
  })
})
