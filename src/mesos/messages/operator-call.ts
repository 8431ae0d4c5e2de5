import { DurationInfo } from './basics.ts'
import { type Infer, message, optional, required } from './codec/schema.ts'

/** Calls that the operator APIs of leader and follower share. */

export const CallGetMetrics = message('Call.GetMetrics', {
  timeout: optional(1, DurationInfo),
})
export type CallGetMetrics = Infer<typeof CallGetMetrics>

export const CallSetLoggingLevel = message('Call.SetLoggingLevel', {
  level: required(1, 'uint32'),
  duration: required(2, DurationInfo),
})
export type CallSetLoggingLevel = Infer<typeof CallSetLoggingLevel>

export const CallListFiles = message('Call.ListFiles', {
  path: required(1, 'string'),
})
export type CallListFiles = Infer<typeof CallListFiles>

export const CallReadFile = message('Call.ReadFile', {
  path: required(1, 'string'),
  offset: required(2, 'uint64'),
  length: optional(3, 'uint64'),
})
export type CallReadFile = Infer<typeof CallReadFile>
