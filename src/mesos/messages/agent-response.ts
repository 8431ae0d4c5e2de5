import { AgentInfo, DrainConfig } from './agent-info.ts'
import { TimeInfo } from './basics.ts'
import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { ContainerStatus } from './container.ts'
import { FrameworkInfo } from './framework.ts'
import { ContainerID, ExecutorID, FrameworkID } from './ids.ts'
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
import { Resource } from './resource.ts'
import { ResourceProviderInfo } from './resource-provider-info.ts'
import { ResourceStatistics } from './statistics.ts'
import { ExecutorInfo, Task, TaskResourceLimitation, TaskState, TaskStatusReason } from './task.ts'

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
  GET_CONTAINERS: 9,
  GET_FRAMEWORKS: 10,
  GET_EXECUTORS: 11,
  GET_OPERATIONS: 17,
  GET_TASKS: 12,
  GET_AGENT: 14,
  GET_RESOURCE_PROVIDERS: 16,
  WAIT_NESTED_CONTAINER: 13,
  WAIT_CONTAINER: 15,
})
export type ResponseType = Infer<typeof ResponseType>

export const ResponseGetTasks = message('Response.GetTasks', {
  pending_tasks: repeated(1, Task),
  queued_tasks: repeated(2, Task),
  launched_tasks: repeated(3, Task),
  terminated_tasks: repeated(4, Task),
  completed_tasks: repeated(5, Task),
})
export type ResponseGetTasks = Infer<typeof ResponseGetTasks>

export const ResponseGetExecutorsExecutor = message('Response.GetExecutors.Executor', {
  executor_info: required(1, ExecutorInfo),
})
export type ResponseGetExecutorsExecutor = Infer<typeof ResponseGetExecutorsExecutor>

export const ResponseGetExecutors = message('Response.GetExecutors', {
  executors: repeated(1, ResponseGetExecutorsExecutor),
  completed_executors: repeated(2, ResponseGetExecutorsExecutor),
})
export type ResponseGetExecutors = Infer<typeof ResponseGetExecutors>

export const ResponseGetFrameworksFramework = message('Response.GetFrameworks.Framework', {
  framework_info: required(1, FrameworkInfo),
})
export type ResponseGetFrameworksFramework = Infer<typeof ResponseGetFrameworksFramework>

export const ResponseGetFrameworks = message('Response.GetFrameworks', {
  frameworks: repeated(1, ResponseGetFrameworksFramework),
  completed_frameworks: repeated(2, ResponseGetFrameworksFramework),
})
export type ResponseGetFrameworks = Infer<typeof ResponseGetFrameworks>

export const ResponseGetState = message('Response.GetState', {
  get_tasks: optional(1, ResponseGetTasks),
  get_executors: optional(2, ResponseGetExecutors),
  get_frameworks: optional(3, ResponseGetFrameworks),
})
export type ResponseGetState = Infer<typeof ResponseGetState>

export const ResponseGetContainersContainer = message('Response.GetContainers.Container', {
  framework_id: optional(1, FrameworkID),
  executor_id: optional(2, ExecutorID),
  executor_name: optional(3, 'string'),
  container_id: required(4, ContainerID),
  container_status: optional(5, ContainerStatus),
  resource_statistics: optional(6, ResourceStatistics),
})
export type ResponseGetContainersContainer = Infer<typeof ResponseGetContainersContainer>

export const ResponseGetContainers = message('Response.GetContainers', {
  containers: repeated(1, ResponseGetContainersContainer),
})
export type ResponseGetContainers = Infer<typeof ResponseGetContainers>

export const ResponseGetAgent = message('Response.GetAgent', {
  agent_info: optional(1, AgentInfo),
  drain_config: optional(2, DrainConfig),
  estimated_drain_start_time: optional(3, TimeInfo),
})
export type ResponseGetAgent = Infer<typeof ResponseGetAgent>

export const ResponseGetResourceProvidersResourceProvider = message('Response.GetResourceProviders.ResourceProvider', {
  resource_provider_info: required(1, ResourceProviderInfo),
  total_resources: repeated(2, Resource),
})
export type ResponseGetResourceProvidersResourceProvider = Infer<typeof ResponseGetResourceProvidersResourceProvider>

export const ResponseGetResourceProviders = message('Response.GetResourceProviders', {
  resource_providers: repeated(1, ResponseGetResourceProvidersResourceProvider),
})
export type ResponseGetResourceProviders = Infer<typeof ResponseGetResourceProviders>

export const ResponseWaitNestedContainer = message('Response.WaitNestedContainer', {
  exit_status: optional(1, 'int32'),
  state: optional(2, TaskState),
  reason: optional(3, TaskStatusReason),
  limitation: optional(4, TaskResourceLimitation),
  message: optional(5, 'string'),
})
export type ResponseWaitNestedContainer = Infer<typeof ResponseWaitNestedContainer>

export const ResponseWaitContainer = message('Response.WaitContainer', {
  exit_status: optional(1, 'int32'),
  state: optional(2, TaskState),
  reason: optional(3, TaskStatusReason),
  limitation: optional(4, TaskResourceLimitation),
  message: optional(5, 'string'),
})
export type ResponseWaitContainer = Infer<typeof ResponseWaitContainer>

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
  get_containers: optional(10, ResponseGetContainers),
  get_frameworks: optional(11, ResponseGetFrameworks),
  get_executors: optional(12, ResponseGetExecutors),
  get_operations: optional(18, ResponseGetOperations),
  get_tasks: optional(13, ResponseGetTasks),
  get_agent: optional(15, ResponseGetAgent),
  get_resource_providers: optional(17, ResponseGetResourceProviders),
  wait_nested_container: optional(14, ResponseWaitNestedContainer),
  wait_container: optional(16, ResponseWaitContainer),
})
export type Response = Infer<typeof Response>
