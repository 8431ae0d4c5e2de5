import type { Call } from '../../../../../src/mesos/messages/master-call.ts'

const agent_id = { value: 'M-S0' }
const machine_ids = [{ hostname: 'other', ip: '10.0.0.8' }]
const cpu = { name: 'cpus', type: 'SCALAR' as const, scalar: { value: 1 } }
const resources = [{ ...cpu, reservations: [{ type: 'DYNAMIC' as const, role: 'r', principal: 'p' }] }]
const reservedDisk = {
  name: 'disk',
  type: 'SCALAR' as const,
  scalar: { value: 8 },
  reservations: [{ type: 'DYNAMIC' as const, role: 'secret-role', principal: 'secret-principal' }],
}
/** The one that populated() has. */
const volume = {
  ...reservedDisk,
  disk: {
    persistence: { id: 'v', principal: 'secret-principal' },
    volume: { container_path: 'v', mode: 'RW' as const },
  },
}
const newVolume = { ...volume, disk: { ...volume.disk, persistence: { id: 'w', principal: 'p' } } }
const unavailability = { start: { nanoseconds: 1 }, duration: { nanoseconds: 1 } }

/** One call of each type that a leader with what populated() has takes; each on its own, from there. */
export const samples: readonly Call[] = [
  ...(['GET_HEALTH', 'GET_FLAGS', 'GET_VERSION', 'GET_LOGGING_LEVEL', 'GET_STATE', 'GET_AGENTS'] as const).map(plain),
  ...(['GET_FRAMEWORKS', 'GET_EXECUTORS', 'GET_OPERATIONS', 'GET_TASKS', 'GET_ROLES', 'GET_WEIGHTS'] as const).map(
    plain,
  ),
  ...(['GET_MASTER', 'GET_MAINTENANCE_STATUS', 'GET_MAINTENANCE_SCHEDULE', 'GET_QUOTA'] as const).map(plain),
  { type: 'GET_METRICS', get_metrics: { timeout: { nanoseconds: 1 } } },
  { type: 'SET_LOGGING_LEVEL', set_logging_level: { level: 0, duration: { nanoseconds: 1 } } },
  { type: 'LIST_FILES', list_files: { path: '/master/log' } },
  { type: 'READ_FILE', read_file: { path: '/master/log', offset: 0, length: 1 } },
  { type: 'UPDATE_WEIGHTS', update_weights: { weight_infos: [{ role: 'r', weight: 2 }] } },
  { type: 'RESERVE_RESOURCES', reserve_resources: { agent_id, resources } },
  { type: 'UNRESERVE_RESOURCES', unreserve_resources: { agent_id, resources: [reservedDisk] } },
  { type: 'CREATE_VOLUMES', create_volumes: { agent_id, volumes: [newVolume] } },
  { type: 'DESTROY_VOLUMES', destroy_volumes: { agent_id, volumes: [volume] } },
  { type: 'GROW_VOLUME', grow_volume: { agent_id, volume, addition: reservedDisk } },
  { type: 'SHRINK_VOLUME', shrink_volume: { agent_id, volume, subtract: { value: 1 } } },
  {
    type: 'UPDATE_MAINTENANCE_SCHEDULE',
    update_maintenance_schedule: { schedule: { windows: [{ machine_ids, unavailability }] } },
  },
  { type: 'START_MAINTENANCE', start_maintenance: { machines: [{ hostname: 'secret-host', ip: '10.0.0.9' }] } },
  { type: 'STOP_MAINTENANCE', stop_maintenance: { machines: [{ hostname: 'secret-host', ip: '10.0.0.9' }] } },
  { type: 'DRAIN_AGENT', drain_agent: { agent_id, max_grace_period: { seconds: 1, nanos: 1 }, mark_gone: false } },
  { type: 'DEACTIVATE_AGENT', deactivate_agent: { agent_id } },
  { type: 'REACTIVATE_AGENT', reactivate_agent: { agent_id } },
  {
    type: 'UPDATE_QUOTA',
    update_quota: {
      force: true,
      quota_configs: [{ role: 'r', guarantees: { cpus: { value: 1 } }, limits: { cpus: { value: 2 } } }],
    },
  },
  { type: 'SET_QUOTA', set_quota: { quota_request: { role: 'r', force: true, guarantee: [cpu] } } },
  { type: 'REMOVE_QUOTA', remove_quota: { role: 'secret-role' } },
  { type: 'TEARDOWN', teardown: { framework_id: { value: 'M-0000' } } },
  { type: 'MARK_AGENT_GONE', mark_agent_gone: { agent_id } },
]

function plain(type: NonNullable<Call['type']>): Call {
  return { type }
}

export const sampleOf = (type: string): Call => samples.find(sample => sample.type === type)!
