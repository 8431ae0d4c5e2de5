import { ValueScalar } from './basics.ts'
import { enumeration, type Infer, map, message, optional, repeated, required } from './codec/schema.ts'
import { CommandInfo } from './command.ts'
import { ContainerInfo } from './container.ts'
import { ContainerID, ResourceProviderID } from './ids.ts'
import { CallGetMetrics, CallListFiles, CallReadFile, CallSetLoggingLevel } from './operator-call.ts'
import { ProcessIO } from './process-io.ts'
import { Resource } from './resource.ts'
import { ResourceProviderInfo } from './resource-provider-info.ts'
import { Image } from './volume.ts'

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
  GET_CONTAINERS: 10,
  GET_FRAMEWORKS: 11,
  GET_EXECUTORS: 12,
  GET_OPERATIONS: 31,
  GET_TASKS: 13,
  GET_AGENT: 20,
  GET_RESOURCE_PROVIDERS: 26,
  LAUNCH_NESTED_CONTAINER: 14,
  WAIT_NESTED_CONTAINER: 15,
  KILL_NESTED_CONTAINER: 16,
  REMOVE_NESTED_CONTAINER: 21,
  LAUNCH_NESTED_CONTAINER_SESSION: 17,
  ATTACH_CONTAINER_INPUT: 18,
  ATTACH_CONTAINER_OUTPUT: 19,
  LAUNCH_CONTAINER: 22,
  WAIT_CONTAINER: 23,
  KILL_CONTAINER: 24,
  REMOVE_CONTAINER: 25,
  ADD_RESOURCE_PROVIDER_CONFIG: 27,
  UPDATE_RESOURCE_PROVIDER_CONFIG: 28,
  REMOVE_RESOURCE_PROVIDER_CONFIG: 29,
  MARK_RESOURCE_PROVIDER_GONE: 32,
  PRUNE_IMAGES: 30,
})
export type CallType = Infer<typeof CallType>

export const CallGetContainers = message('Call.GetContainers', {
  show_nested: optional(1, 'bool'),
  show_standalone: optional(2, 'bool'),
})
export type CallGetContainers = Infer<typeof CallGetContainers>

export const CallLaunchNestedContainer = message('Call.LaunchNestedContainer', {
  container_id: required(1, ContainerID),
  command: optional(2, CommandInfo),
  container: optional(3, ContainerInfo),
})
export type CallLaunchNestedContainer = Infer<typeof CallLaunchNestedContainer>

export const CallWaitNestedContainer = message('Call.WaitNestedContainer', {
  container_id: required(1, ContainerID),
})
export type CallWaitNestedContainer = Infer<typeof CallWaitNestedContainer>

export const CallKillNestedContainer = message('Call.KillNestedContainer', {
  container_id: required(1, ContainerID),
  signal: optional(2, 'int32'),
})
export type CallKillNestedContainer = Infer<typeof CallKillNestedContainer>

export const CallRemoveNestedContainer = message('Call.RemoveNestedContainer', {
  container_id: required(1, ContainerID),
})
export type CallRemoveNestedContainer = Infer<typeof CallRemoveNestedContainer>

export const CallLaunchNestedContainerSession = message('Call.LaunchNestedContainerSession', {
  container_id: required(1, ContainerID),
  command: optional(2, CommandInfo),
  container: optional(3, ContainerInfo),
})
export type CallLaunchNestedContainerSession = Infer<typeof CallLaunchNestedContainerSession>

export const CallAttachContainerInputType = enumeration('Call.AttachContainerInput.Type', {
  UNKNOWN: 0,
  CONTAINER_ID: 1,
  PROCESS_IO: 2,
})
export type CallAttachContainerInputType = Infer<typeof CallAttachContainerInputType>

export const CallAttachContainerInput = message('Call.AttachContainerInput', {
  type: optional(1, CallAttachContainerInputType),
  container_id: optional(2, ContainerID),
  process_io: optional(3, ProcessIO),
})
export type CallAttachContainerInput = Infer<typeof CallAttachContainerInput>

export const CallAttachContainerOutput = message('Call.AttachContainerOutput', {
  container_id: required(1, ContainerID),
})
export type CallAttachContainerOutput = Infer<typeof CallAttachContainerOutput>

export const CallLaunchContainer = message('Call.LaunchContainer', {
  container_id: required(1, ContainerID),
  command: optional(2, CommandInfo),
  resources: repeated(3, Resource),
  container: optional(4, ContainerInfo),
  limits: map(5, ValueScalar),
})
export type CallLaunchContainer = Infer<typeof CallLaunchContainer>

export const CallWaitContainer = message('Call.WaitContainer', {
  container_id: required(1, ContainerID),
})
export type CallWaitContainer = Infer<typeof CallWaitContainer>

export const CallKillContainer = message('Call.KillContainer', {
  container_id: required(1, ContainerID),
  signal: optional(2, 'int32'),
})
export type CallKillContainer = Infer<typeof CallKillContainer>

export const CallRemoveContainer = message('Call.RemoveContainer', {
  container_id: required(1, ContainerID),
})
export type CallRemoveContainer = Infer<typeof CallRemoveContainer>

export const CallAddResourceProviderConfig = message('Call.AddResourceProviderConfig', {
  info: required(1, ResourceProviderInfo),
})
export type CallAddResourceProviderConfig = Infer<typeof CallAddResourceProviderConfig>

export const CallUpdateResourceProviderConfig = message('Call.UpdateResourceProviderConfig', {
  info: required(1, ResourceProviderInfo),
})
export type CallUpdateResourceProviderConfig = Infer<typeof CallUpdateResourceProviderConfig>

export const CallRemoveResourceProviderConfig = message('Call.RemoveResourceProviderConfig', {
  type: required(1, 'string'),
  name: required(2, 'string'),
})
export type CallRemoveResourceProviderConfig = Infer<typeof CallRemoveResourceProviderConfig>

export const CallMarkResourceProviderGone = message('Call.MarkResourceProviderGone', {
  resource_provider_id: required(1, ResourceProviderID),
})
export type CallMarkResourceProviderGone = Infer<typeof CallMarkResourceProviderGone>

export const CallPruneImages = message('Call.PruneImages', {
  excluded_images: repeated(1, Image),
})
export type CallPruneImages = Infer<typeof CallPruneImages>

export const Call = message('Call', {
  type: optional(1, CallType),
  get_metrics: optional(2, CallGetMetrics),
  set_logging_level: optional(3, CallSetLoggingLevel),
  list_files: optional(4, CallListFiles),
  read_file: optional(5, CallReadFile),
  get_containers: optional(20, CallGetContainers),
  launch_nested_container: optional(6, CallLaunchNestedContainer, { deprecated: true }),
  wait_nested_container: optional(7, CallWaitNestedContainer, { deprecated: true }),
  kill_nested_container: optional(8, CallKillNestedContainer, { deprecated: true }),
  remove_nested_container: optional(12, CallRemoveNestedContainer, { deprecated: true }),
  launch_nested_container_session: optional(9, CallLaunchNestedContainerSession),
  attach_container_input: optional(10, CallAttachContainerInput),
  attach_container_output: optional(11, CallAttachContainerOutput),
  launch_container: optional(13, CallLaunchContainer),
  wait_container: optional(14, CallWaitContainer),
  kill_container: optional(15, CallKillContainer),
  remove_container: optional(16, CallRemoveContainer),
  add_resource_provider_config: optional(17, CallAddResourceProviderConfig),
  update_resource_provider_config: optional(18, CallUpdateResourceProviderConfig),
  remove_resource_provider_config: optional(19, CallRemoveResourceProviderConfig),
  mark_resource_provider_gone: optional(22, CallMarkResourceProviderGone),
  prune_images: optional(21, CallPruneImages),
})
export type Call = Infer<typeof Call>
