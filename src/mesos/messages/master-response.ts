import { AgentInfo, AgentInfoCapability, DrainInfo, MasterInfo } from './agent-info.ts'
import { TimeInfo } from './basics.ts'
import { Role, WeightInfo } from './cluster.ts'
import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { FrameworkInfo } from './framework.ts'
import { AgentID } from './ids.ts'
import { ClusterStatus, Schedule } from './maintenance.ts'
import { InverseOffer, Offer } from './offer.ts'
import {
  ResponseGetFlags,
  ResponseGetHealth,
  ResponseGetLoggingLevel,
  ResponseGetMetrics,
  ResponseGetOperations,
  ResponseGetVersion,
  ResponseListFiles,
  ResponseReadFile,
} from './operator-response.ts'
import { QuotaStatus } from './quota.ts'
import { Resource } from './resource.ts'
import { ResourceProviderInfo } from './resource-provider-info.ts'
import { OfferConstraints } from './scheduler.ts'
import { ExecutorInfo, Task } from './task.ts'

export const ResponseType = enumeration('Response.Type', {
  UNKNOWN: 0,
  GET_HEALTH: 1,
  GET_FLAGS: 2,
  GET_VERSION: 3,
  GET_METRICS: 4,
  GET_LOGGING_LEVEL: 5,
  LIST_FILES: 6,
  READ_FILE: 7,
  GET_STATE: 8,
  GET_AGENTS: 9,
  GET_FRAMEWORKS: 10,
  GET_EXECUTORS: 11,
  GET_OPERATIONS: 19,
  GET_TASKS: 12,
  GET_ROLES: 13,
  GET_WEIGHTS: 14,
  GET_MASTER: 15,
  GET_MAINTENANCE_STATUS: 16,
  GET_MAINTENANCE_SCHEDULE: 17,
  GET_QUOTA: 18,
})
export type ResponseType = Infer<typeof ResponseType>

export const ResponseGetTasks = message('Response.GetTasks', {
  pending_tasks: repeated(1, Task, { deprecated: true }),
  tasks: repeated(2, Task),
  unreachable_tasks: repeated(5, Task),
  completed_tasks: repeated(3, Task),
  orphan_tasks: repeated(4, Task, { deprecated: true }),
})
export type ResponseGetTasks = Infer<typeof ResponseGetTasks>

export const ResponseGetExecutorsExecutor = message('Response.GetExecutors.Executor', {
  executor_info: required(1, ExecutorInfo),
  agent_id: required(2, AgentID),
})
export type ResponseGetExecutorsExecutor = Infer<typeof ResponseGetExecutorsExecutor>

export const ResponseGetExecutors = message('Response.GetExecutors', {
  executors: repeated(1, ResponseGetExecutorsExecutor),
  orphan_executors: repeated(2, ResponseGetExecutorsExecutor, { deprecated: true }),
})
export type ResponseGetExecutors = Infer<typeof ResponseGetExecutors>

export const ResponseGetFrameworksFramework = message('Response.GetFrameworks.Framework', {
  framework_info: required(1, FrameworkInfo),
  active: required(2, 'bool'),
  connected: required(3, 'bool'),
  recovered: required(11, 'bool'),
  registered_time: optional(4, TimeInfo),
  reregistered_time: optional(5, TimeInfo),
  unregistered_time: optional(6, TimeInfo),
  offers: repeated(7, Offer),
  inverse_offers: repeated(8, InverseOffer),
  allocated_resources: repeated(9, Resource),
  offered_resources: repeated(10, Resource),
  offer_constraints: optional(12, OfferConstraints),
})
export type ResponseGetFrameworksFramework = Infer<typeof ResponseGetFrameworksFramework>

export const ResponseGetFrameworks = message('Response.GetFrameworks', {
  frameworks: repeated(1, ResponseGetFrameworksFramework),
  completed_frameworks: repeated(2, ResponseGetFrameworksFramework),
  recovered_frameworks: repeated(3, FrameworkInfo, { deprecated: true }),
})
export type ResponseGetFrameworks = Infer<typeof ResponseGetFrameworks>

export const ResponseGetAgentsAgentResourceProvider = message('Response.GetAgents.Agent.ResourceProvider', {
  resource_provider_info: required(1, ResourceProviderInfo),
  total_resources: repeated(2, Resource),
})
export type ResponseGetAgentsAgentResourceProvider = Infer<typeof ResponseGetAgentsAgentResourceProvider>

export const ResponseGetAgentsAgent = message('Response.GetAgents.Agent', {
  agent_info: required(1, AgentInfo),
  active: required(2, 'bool'),
  deactivated: optional(12, 'bool'),
  version: required(3, 'string'),
  pid: optional(4, 'string'),
  registered_time: optional(5, TimeInfo),
  reregistered_time: optional(6, TimeInfo),
  total_resources: repeated(7, Resource),
  allocated_resources: repeated(8, Resource),
  offered_resources: repeated(9, Resource),
  capabilities: repeated(10, AgentInfoCapability),
  resource_providers: repeated(11, ResponseGetAgentsAgentResourceProvider),
  drain_info: optional(13, DrainInfo),
  estimated_drain_start_time: optional(14, TimeInfo),
})
export type ResponseGetAgentsAgent = Infer<typeof ResponseGetAgentsAgent>

export const ResponseGetAgents = message('Response.GetAgents', {
  agents: repeated(1, ResponseGetAgentsAgent),
  recovered_agents: repeated(2, AgentInfo),
})
export type ResponseGetAgents = Infer<typeof ResponseGetAgents>

export const ResponseGetState = message('Response.GetState', {
  get_tasks: optional(1, ResponseGetTasks),
  get_executors: optional(2, ResponseGetExecutors),
  get_frameworks: optional(3, ResponseGetFrameworks),
  get_agents: optional(4, ResponseGetAgents),
})
export type ResponseGetState = Infer<typeof ResponseGetState>

export const ResponseGetRoles = message('Response.GetRoles', {
  roles: repeated(1, Role),
})
export type ResponseGetRoles = Infer<typeof ResponseGetRoles>

export const ResponseGetWeights = message('Response.GetWeights', {
  weight_infos: repeated(1, WeightInfo),
})
export type ResponseGetWeights = Infer<typeof ResponseGetWeights>

export const ResponseGetMaster = message('Response.GetMaster', {
  master_info: optional(1, MasterInfo),
  start_time: optional(2, 'double'),
  elected_time: optional(3, 'double'),
})
export type ResponseGetMaster = Infer<typeof ResponseGetMaster>

export const ResponseGetMaintenanceStatus = message('Response.GetMaintenanceStatus', {
  status: required(1, ClusterStatus),
})
export type ResponseGetMaintenanceStatus = Infer<typeof ResponseGetMaintenanceStatus>

export const ResponseGetMaintenanceSchedule = message('Response.GetMaintenanceSchedule', {
  schedule: required(1, Schedule),
})
export type ResponseGetMaintenanceSchedule = Infer<typeof ResponseGetMaintenanceSchedule>

export const ResponseGetQuota = message('Response.GetQuota', {
  status: required(1, QuotaStatus),
})
export type ResponseGetQuota = Infer<typeof ResponseGetQuota>

export const Response = message('Response', {
  type: optional(1, ResponseType),
  get_health: optional(2, ResponseGetHealth),
  get_flags: optional(3, ResponseGetFlags),
  get_version: optional(4, ResponseGetVersion),
  get_metrics: optional(5, ResponseGetMetrics),
  get_logging_level: optional(6, ResponseGetLoggingLevel),
  list_files: optional(7, ResponseListFiles),
  read_file: optional(8, ResponseReadFile),
  get_state: optional(9, ResponseGetState),
  get_agents: optional(10, ResponseGetAgents),
  get_frameworks: optional(11, ResponseGetFrameworks),
  get_executors: optional(12, ResponseGetExecutors),
  get_operations: optional(20, ResponseGetOperations),
  get_tasks: optional(13, ResponseGetTasks),
  get_roles: optional(14, ResponseGetRoles),
  get_weights: optional(15, ResponseGetWeights),
  get_master: optional(16, ResponseGetMaster),
  get_maintenance_status: optional(17, ResponseGetMaintenanceStatus),
  get_maintenance_schedule: optional(18, ResponseGetMaintenanceSchedule),
  get_quota: optional(19, ResponseGetQuota),
})
export type Response = Infer<typeof Response>
