import { type Infer, message, optional, recursiveMessage, required, type Schema } from './codec/schema.ts'

export const FrameworkID = message('FrameworkID', {
  value: required(1, 'string'),
})
export type FrameworkID = Infer<typeof FrameworkID>

export const OfferID = message('OfferID', {
  value: required(1, 'string'),
})
export type OfferID = Infer<typeof OfferID>

export const AgentID = message('AgentID', {
  value: required(1, 'string'),
})
export type AgentID = Infer<typeof AgentID>

export const TaskID = message('TaskID', {
  value: required(1, 'string'),
})
export type TaskID = Infer<typeof TaskID>

export const ExecutorID = message('ExecutorID', {
  value: required(1, 'string'),
})
export type ExecutorID = Infer<typeof ExecutorID>

export const ResourceProviderID = message('ResourceProviderID', {
  value: required(1, 'string'),
})
export type ResourceProviderID = Infer<typeof ResourceProviderID>

export const OperationID = message('OperationID', {
  value: required(1, 'string'),
})
export type OperationID = Infer<typeof OperationID>

export interface ContainerID {
  value: string
  parent?: ContainerID
}
export const ContainerID: Schema<ContainerID> = recursiveMessage<ContainerID>('ContainerID', {
  value: required(1, 'string'),
  parent: optional(2, () => ContainerID),
})

export const UUID = message('UUID', {
  value: required(1, 'bytes'),
})
export type UUID = Infer<typeof UUID>
