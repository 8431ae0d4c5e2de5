import type { Call, CallType } from '../../../../mesos/messages/master-call.ts'

/** PURE. The sub-message that a call must carry; the others need none. */
const bodies: Partial<Record<CallType, keyof Call>> = {
  GET_METRICS: 'get_metrics',
  SET_LOGGING_LEVEL: 'set_logging_level',
  LIST_FILES: 'list_files',
  READ_FILE: 'read_file',
  UPDATE_WEIGHTS: 'update_weights',
  RESERVE_RESOURCES: 'reserve_resources',
  UNRESERVE_RESOURCES: 'unreserve_resources',
  CREATE_VOLUMES: 'create_volumes',
  DESTROY_VOLUMES: 'destroy_volumes',
  GROW_VOLUME: 'grow_volume',
  SHRINK_VOLUME: 'shrink_volume',
  UPDATE_MAINTENANCE_SCHEDULE: 'update_maintenance_schedule',
  START_MAINTENANCE: 'start_maintenance',
  STOP_MAINTENANCE: 'stop_maintenance',
  DRAIN_AGENT: 'drain_agent',
  DEACTIVATE_AGENT: 'deactivate_agent',
  REACTIVATE_AGENT: 'reactivate_agent',
  UPDATE_QUOTA: 'update_quota',
  SET_QUOTA: 'set_quota',
  REMOVE_QUOTA: 'remove_quota',
  TEARDOWN: 'teardown',
  MARK_AGENT_GONE: 'mark_agent_gone',
}

/** What is wrong with the call, in Mesos' words. */
export const callProblem = (call: Call): string | undefined => {
  if (call.type === undefined) return "Failed to validate master::Call: Expecting 'type' to be present"
  const body = bodies[call.type]
  const onAgent = call.grow_volume ?? call.shrink_volume
  if (onAgent && onAgent.agent_id === undefined) {
    return "Failed to validate master::Call: Expecting 'agent_id' to be present"
  }
  if (body === undefined || call[body] !== undefined) return undefined
  return `Failed to validate master::Call: Expecting '${body}' to be present`
}
