import { AgentInfo } from './agent-info.ts'
import { type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { FrameworkInfo } from './framework.ts'
import { AgentID, ExecutorID, FrameworkID } from './ids.ts'
import { StatusUpdate } from './internal-task.ts'
import { ExecutorInfo, TaskInfo } from './task.ts'

export const ExecutorToFrameworkMessage = message('ExecutorToFrameworkMessage', {
  agent_id: required(1, AgentID),
  framework_id: required(2, FrameworkID),
  executor_id: required(3, ExecutorID),
  data: required(4, 'bytes'),
})
export type ExecutorToFrameworkMessage = Infer<typeof ExecutorToFrameworkMessage>

export const FrameworkToExecutorMessage = message('FrameworkToExecutorMessage', {
  agent_id: required(1, AgentID),
  framework_id: required(2, FrameworkID),
  executor_id: required(3, ExecutorID),
  data: required(4, 'bytes'),
})
export type FrameworkToExecutorMessage = Infer<typeof FrameworkToExecutorMessage>

export const ShutdownExecutorMessage = message('ShutdownExecutorMessage', {
  executor_id: optional(1, ExecutorID),
  framework_id: optional(2, FrameworkID),
})
export type ShutdownExecutorMessage = Infer<typeof ShutdownExecutorMessage>

export const RegisterExecutorMessage = message('RegisterExecutorMessage', {
  framework_id: required(1, FrameworkID),
  executor_id: required(2, ExecutorID),
})
export type RegisterExecutorMessage = Infer<typeof RegisterExecutorMessage>

export const ExecutorRegisteredMessage = message('ExecutorRegisteredMessage', {
  executor_info: required(2, ExecutorInfo),
  framework_id: required(3, FrameworkID),
  framework_info: required(4, FrameworkInfo),
  agent_id: required(5, AgentID),
  agent_info: required(6, AgentInfo),
})
export type ExecutorRegisteredMessage = Infer<typeof ExecutorRegisteredMessage>

export const ExecutorReregisteredMessage = message('ExecutorReregisteredMessage', {
  agent_id: required(1, AgentID),
  agent_info: required(2, AgentInfo),
})
export type ExecutorReregisteredMessage = Infer<typeof ExecutorReregisteredMessage>

export const ExitedExecutorMessage = message('ExitedExecutorMessage', {
  agent_id: required(1, AgentID),
  framework_id: required(2, FrameworkID),
  executor_id: required(3, ExecutorID),
  status: required(4, 'int32'),
})
export type ExitedExecutorMessage = Infer<typeof ExitedExecutorMessage>

export const ReconnectExecutorMessage = message('ReconnectExecutorMessage', {
  agent_id: required(1, AgentID),
})
export type ReconnectExecutorMessage = Infer<typeof ReconnectExecutorMessage>

export const ReregisterExecutorMessage = message('ReregisterExecutorMessage', {
  executor_id: required(1, ExecutorID),
  framework_id: required(2, FrameworkID),
  tasks: repeated(3, TaskInfo),
  updates: repeated(4, StatusUpdate),
})
export type ReregisterExecutorMessage = Infer<typeof ReregisterExecutorMessage>
