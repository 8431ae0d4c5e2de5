import { MachineID, ProtobufDuration, ValueScalar } from './basics.ts'
import { WeightInfo } from './cluster.ts'
import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { AgentID, FrameworkID } from './ids.ts'
import { Schedule } from './maintenance.ts'
import { CallGetMetrics, CallListFiles, CallReadFile, CallSetLoggingLevel } from './operator-call.ts'
import { QuotaConfig, QuotaRequest } from './quota.ts'
import { Resource } from './resource.ts'

export const CallType = enumeration('Call.Type', {
  UNKNOWN: 0,
  GET_HEALTH: 1,
  GET_FLAGS: 2,
  GET_VERSION: 3,
  GET_METRICS: 4,
  GET_LOGGING_LEVEL: 5,
  SET_LOGGING_LEVEL: 6,
  LIST_FILES: 7,
  READ_FILE: 8,
  GET_STATE: 9,
  GET_AGENTS: 10,
  GET_FRAMEWORKS: 11,
  GET_EXECUTORS: 12,
  GET_OPERATIONS: 33,
  GET_TASKS: 13,
  GET_ROLES: 14,
  GET_WEIGHTS: 15,
  UPDATE_WEIGHTS: 16,
  GET_MASTER: 17,
  SUBSCRIBE: 18,
  RESERVE_RESOURCES: 19,
  UNRESERVE_RESOURCES: 20,
  CREATE_VOLUMES: 21,
  DESTROY_VOLUMES: 22,
  GROW_VOLUME: 34,
  SHRINK_VOLUME: 35,
  GET_MAINTENANCE_STATUS: 23,
  GET_MAINTENANCE_SCHEDULE: 24,
  UPDATE_MAINTENANCE_SCHEDULE: 25,
  START_MAINTENANCE: 26,
  STOP_MAINTENANCE: 27,
  DRAIN_AGENT: 37,
  DEACTIVATE_AGENT: 38,
  REACTIVATE_AGENT: 39,
  GET_QUOTA: 28,
  UPDATE_QUOTA: 36,
  SET_QUOTA: 29,
  REMOVE_QUOTA: 30,
  TEARDOWN: 31,
  MARK_AGENT_GONE: 32,
})
export type CallType = Infer<typeof CallType>

export const CallUpdateWeights = message('Call.UpdateWeights', {
  weight_infos: repeated(1, WeightInfo),
})
export type CallUpdateWeights = Infer<typeof CallUpdateWeights>

export const CallReserveResources = message('Call.ReserveResources', {
  agent_id: required(1, AgentID),
  source: repeated(3, Resource),
  resources: repeated(2, Resource),
})
export type CallReserveResources = Infer<typeof CallReserveResources>

export const CallUnreserveResources = message('Call.UnreserveResources', {
  agent_id: required(1, AgentID),
  resources: repeated(2, Resource),
})
export type CallUnreserveResources = Infer<typeof CallUnreserveResources>

export const CallCreateVolumes = message('Call.CreateVolumes', {
  agent_id: required(1, AgentID),
  volumes: repeated(2, Resource),
})
export type CallCreateVolumes = Infer<typeof CallCreateVolumes>

export const CallDestroyVolumes = message('Call.DestroyVolumes', {
  agent_id: required(1, AgentID),
  volumes: repeated(2, Resource),
})
export type CallDestroyVolumes = Infer<typeof CallDestroyVolumes>

export const CallGrowVolume = message('Call.GrowVolume', {
  agent_id: optional(1, AgentID),
  volume: required(2, Resource),
  addition: required(3, Resource),
})
export type CallGrowVolume = Infer<typeof CallGrowVolume>

export const CallShrinkVolume = message('Call.ShrinkVolume', {
  agent_id: optional(1, AgentID),
  volume: required(2, Resource),
  subtract: required(3, ValueScalar),
})
export type CallShrinkVolume = Infer<typeof CallShrinkVolume>

export const CallUpdateMaintenanceSchedule = message('Call.UpdateMaintenanceSchedule', {
  schedule: required(1, Schedule),
})
export type CallUpdateMaintenanceSchedule = Infer<typeof CallUpdateMaintenanceSchedule>

export const CallStartMaintenance = message('Call.StartMaintenance', {
  machines: repeated(1, MachineID),
})
export type CallStartMaintenance = Infer<typeof CallStartMaintenance>

export const CallStopMaintenance = message('Call.StopMaintenance', {
  machines: repeated(1, MachineID),
})
export type CallStopMaintenance = Infer<typeof CallStopMaintenance>

export const CallDrainAgent = message('Call.DrainAgent', {
  agent_id: required(1, AgentID),
  max_grace_period: optional(2, ProtobufDuration),
  mark_gone: optional(3, 'bool', { default: false }),
})
export type CallDrainAgent = Infer<typeof CallDrainAgent>

export const CallDeactivateAgent = message('Call.DeactivateAgent', {
  agent_id: required(1, AgentID),
})
export type CallDeactivateAgent = Infer<typeof CallDeactivateAgent>

export const CallReactivateAgent = message('Call.ReactivateAgent', {
  agent_id: required(1, AgentID),
})
export type CallReactivateAgent = Infer<typeof CallReactivateAgent>

export const CallUpdateQuota = message('Call.UpdateQuota', {
  force: optional(1, 'bool'),
  quota_configs: repeated(2, QuotaConfig),
})
export type CallUpdateQuota = Infer<typeof CallUpdateQuota>

export const CallTeardown = message('Call.Teardown', {
  framework_id: required(1, FrameworkID),
})
export type CallTeardown = Infer<typeof CallTeardown>

export const CallMarkAgentGone = message('Call.MarkAgentGone', {
  agent_id: required(1, AgentID),
})
export type CallMarkAgentGone = Infer<typeof CallMarkAgentGone>

export const CallSetQuota = message('Call.SetQuota', {
  quota_request: required(1, QuotaRequest),
})
export type CallSetQuota = Infer<typeof CallSetQuota>

export const CallRemoveQuota = message('Call.RemoveQuota', {
  role: required(1, 'string'),
})
export type CallRemoveQuota = Infer<typeof CallRemoveQuota>

export const Call = message('Call', {
  type: optional(1, CallType),
  get_metrics: optional(2, CallGetMetrics),
  set_logging_level: optional(3, CallSetLoggingLevel),
  list_files: optional(4, CallListFiles),
  read_file: optional(5, CallReadFile),
  update_weights: optional(6, CallUpdateWeights),
  reserve_resources: optional(7, CallReserveResources),
  unreserve_resources: optional(8, CallUnreserveResources),
  create_volumes: optional(9, CallCreateVolumes),
  destroy_volumes: optional(10, CallDestroyVolumes),
  grow_volume: optional(18, CallGrowVolume),
  shrink_volume: optional(19, CallShrinkVolume),
  update_maintenance_schedule: optional(11, CallUpdateMaintenanceSchedule),
  start_maintenance: optional(12, CallStartMaintenance),
  stop_maintenance: optional(13, CallStopMaintenance),
  drain_agent: optional(21, CallDrainAgent),
  deactivate_agent: optional(22, CallDeactivateAgent),
  reactivate_agent: optional(23, CallReactivateAgent),
  update_quota: optional(20, CallUpdateQuota),
  teardown: optional(16, CallTeardown),
  mark_agent_gone: optional(17, CallMarkAgentGone),
  set_quota: optional(14, CallSetQuota, { deprecated: true }),
  remove_quota: optional(15, CallRemoveQuota, { deprecated: true }),
})
export type Call = Infer<typeof Call>
