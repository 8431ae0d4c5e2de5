/** PURE. The counters of facts/metrics.md 3 that are there from the start, at 0. */
const operations = [
  'reserve',
  'unreserve',
  'create',
  'destroy',
  'grow_volume',
  'shrink_volume',
  'create_disk',
  'destroy_disk',
]

const endings = ['finished', 'failed', 'error', 'dropped', 'gone_by_operator']

const messages = [
  'register_framework',
  'reregister_framework',
  'unregister_framework',
  'deactivate_framework',
  'kill_task',
  'status_update_acknowledgement',
  'resource_request',
  'launch_tasks',
  'decline_offers',
  'revive_offers',
  'suppress_offers',
  'reconcile_operations',
  'reconcile_tasks',
  'framework_to_executor',
  'operation_status_update_acknowledgement',
  'executor_to_framework',
  'register_slave',
  'reregister_slave',
  'unregister_slave',
  'status_update',
  'operation_status_update',
  'exited_executor',
  'update_slave',
  'authenticate',
]

const checked = [
  'framework_to_executor_messages',
  'executor_to_framework_messages',
  'status_updates',
  'status_update_acknowledgements',
  'operation_status_updates',
  'operation_status_update_acknowledgements',
]

export const counterNames: readonly string[] = [
  ...['slave_registrations', 'slave_reregistrations', 'slave_removals', 'recovery_slave_removals', 'http_cache_hits'],
  ...['registered', 'unhealthy', 'unregistered'].map(reason => `slave_removals/reason_${reason}`),
  ...['unreachable', 'shutdowns'].flatMap(what =>
    ['scheduled', 'completed', 'canceled'].map(step => `slave_${what}_${step}`),
  ),
  ...['finished', 'failed', 'killed', 'lost', 'error', 'dropped', 'gone', 'gone_by_operator'].map(
    end => `tasks_${end}`,
  ),
  ...endings.map(ending => `operations/${ending}`),
  ...operations.flatMap(operation => endings.map(ending => `operations/${operation}/${ending}`)),
  'dropped_messages',
  ...messages.map(message => `messages_${message}`),
  ...checked.flatMap(what => [`valid_${what}`, `invalid_${what}`]),
].map(name => `master/${name}`)

export const allocatorCounters: readonly string[] = ['allocator/mesos/allocation_runs']

const growing: ReadonlySet<string> = new Set([...counterNames, ...allocatorCounters])

/** Whether a metric without variable parts in its name only grows. */
export const isCounter = (name: string): boolean => growing.has(name)

export { operations as operationTypes }
