import type { Call } from '../../../../../src/mesos/messages/scheduler.ts'

const id = (value: string) => ({ value })
const framework_id = id('M-0000')
const agent_id = id('S')
const uuid = Buffer.alloc(16, 7).toString('base64')
const filters = { refuse_seconds: 1.5 }

const cpus = { name: 'cpus', type: 'SCALAR' as const, scalar: { value: 1 }, allocation_info: { role: 'a' } }
const ports = { name: 'ports', type: 'RANGES' as const, ranges: { range: [{ begin: 1, end: 2 }] } }
const rack = { name: 'rack', type: 'SET' as const, set: { item: ['r'] } }
const volume = {
  name: 'disk',
  type: 'SCALAR' as const,
  scalar: { value: 1 },
  reservations: [{ type: 'DYNAMIC' as const, role: 'a', principal: 'p', labels: { labels: [{ key: 'k' }] } }],
  disk: {
    persistence: { id: 'v', principal: 'p' },
    volume: { container_path: 'v', mode: 'RW' as const },
    source: { type: 'PATH' as const, path: { root: '/d' } },
  },
}

const info = {
  user: 'u',
  name: 'f',
  principal: 'p',
  roles: ['a'],
  failover_timeout: 1,
  checkpoint: true,
  hostname: 'h',
  webui_url: 'w',
  capabilities: [{ type: 'MULTI_ROLE' as const }],
  labels: { labels: [{ key: 'k', value: 'v' }] },
  offer_filters: { a: { min_allocatable_resources: { quantities: [{ quantities: { cpus: { value: 1 } } }] } } },
}
const offer_constraints = {
  role_constraints: {
    a: {
      groups: [
        {
          attribute_constraints: [
            { selector: { attribute_name: 'rack' }, predicate: { text_equals: { value: 'r' } } },
            { selector: { pseudoattribute_type: 'HOSTNAME' as const }, predicate: { text_matches: { regex: 'h' } } },
          ],
        },
      ],
    },
  },
}

const command = {
  value: 'true',
  shell: true,
  arguments: ['a'],
  user: 'u',
  uris: [{ value: 'u', executable: true, extract: true, cache: true, output_file: 'o' }],
  environment: { variables: [{ name: 'n', type: 'VALUE' as const, value: 'v' }] },
}
const executor = {
  type: 'CUSTOM' as const,
  executor_id: id('e'),
  framework_id,
  command,
  container: { type: 'MESOS' as const, volumes: [{ container_path: 'c', mode: 'RW' as const, host_path: 'h' }] },
  resources: [cpus],
  name: 'n',
  source: 's',
  data: uuid,
  discovery: { visibility: 'CLUSTER' as const, ports: { ports: [{ number: 1, protocol: 'tcp' }] } },
  shutdown_grace_period: { nanoseconds: 1 },
}
const task = {
  name: 't',
  task_id: id('t'),
  agent_id,
  resources: [cpus, ports, rack],
  executor,
  command,
  check: { type: 'TCP' as const, tcp: { port: 1 }, delay_seconds: 1 },
  health_check: { type: 'HTTP' as const, http: { port: 1, statuses: [200] }, consecutive_failures: 1 },
  kill_policy: { grace_period: { nanoseconds: 1 } },
  data: uuid,
  max_completion_time: { nanoseconds: 1 },
  limits: { cpus: { value: 2 } },
}

// What stands above in full is enough once.
const small = { type: 'DEFAULT' as const, executor_id: id('e') }
const smallTask = { name: 't', task_id: id('t'), agent_id }
const disk = { name: 'disk', type: 'SCALAR' as const }

/** One call of each type with all that it can hold, as far as it is the scheduler API's own. */
export const samples: readonly Call[] = [
  {
    type: 'SUBSCRIBE',
    framework_id,
    subscribe: { framework_info: { ...info, id: framework_id }, suppressed_roles: ['a'], offer_constraints },
  },
  { type: 'TEARDOWN', framework_id },
  {
    type: 'ACCEPT',
    framework_id,
    accept: {
      offer_ids: [id('o')],
      filters,
      operations: [
        { type: 'LAUNCH', launch: { task_infos: [task] } },
        { type: 'LAUNCH_GROUP', launch_group: { executor: small, task_group: { tasks: [smallTask] } } },
        { type: 'RESERVE', id: id('r'), reserve: { resources: [cpus], source: [cpus] } },
        { type: 'UNRESERVE', unreserve: { resources: [disk] } },
        { type: 'CREATE', create: { volumes: [volume] } },
        { type: 'DESTROY', destroy: { volumes: [disk] } },
        { type: 'GROW_VOLUME', grow_volume: { volume: disk, addition: disk } },
        { type: 'SHRINK_VOLUME', shrink_volume: { volume: disk, subtract: { value: 1 } } },
        { type: 'CREATE_DISK', create_disk: { source: disk, target_type: 'MOUNT', target_profile: 'p' } },
        { type: 'DESTROY_DISK', destroy_disk: { source: disk } },
      ],
    },
  },
  { type: 'DECLINE', framework_id, decline: { offer_ids: [id('o')], filters } },
  { type: 'ACCEPT_INVERSE_OFFERS', framework_id, accept_inverse_offers: { inverse_offer_ids: [id('i')], filters } },
  { type: 'DECLINE_INVERSE_OFFERS', framework_id, decline_inverse_offers: { inverse_offer_ids: [id('i')], filters } },
  { type: 'REVIVE', framework_id, revive: { roles: ['a'] } },
  { type: 'SUPPRESS', framework_id, suppress: { roles: ['a'] } },
  {
    type: 'KILL',
    framework_id,
    kill: { task_id: id('t'), agent_id, kill_policy: { grace_period: { nanoseconds: 1 } } },
  },
  { type: 'SHUTDOWN', framework_id, shutdown: { executor_id: id('e'), agent_id } },
  { type: 'ACKNOWLEDGE', framework_id, acknowledge: { agent_id, task_id: id('t'), uuid } },
  {
    type: 'ACKNOWLEDGE_OPERATION_STATUS',
    framework_id,
    acknowledge_operation_status: { agent_id, resource_provider_id: id('p'), uuid, operation_id: id('r') },
  },
  { type: 'RECONCILE', framework_id, reconcile: { tasks: [{ task_id: id('t'), agent_id }] } },
  {
    type: 'RECONCILE_OPERATIONS',
    framework_id,
    reconcile_operations: { operations: [{ operation_id: id('r'), agent_id, resource_provider_id: id('p') }] },
  },
  { type: 'MESSAGE', framework_id, message: { agent_id, executor_id: id('e'), data: uuid } },
  { type: 'REQUEST', framework_id, request: { requests: [{ agent_id, resources: [cpus] }] } },
  {
    type: 'UPDATE_FRAMEWORK',
    framework_id,
    update_framework: { framework_info: { ...info, id: framework_id }, suppressed_roles: ['a'], offer_constraints },
  },
]
