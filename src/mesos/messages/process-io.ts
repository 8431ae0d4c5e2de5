import { DurationInfo } from './basics.ts'
import { enumeration, type Infer, message, optional } from './codec/schema.ts'
import { TTYInfo } from './container.ts'

export const ProcessIOType = enumeration('ProcessIO.Type', { UNKNOWN: 0, DATA: 1, CONTROL: 2 })
export type ProcessIOType = Infer<typeof ProcessIOType>

export const ProcessIODataType = enumeration('ProcessIO.Data.Type', { UNKNOWN: 0, STDIN: 1, STDOUT: 2, STDERR: 3 })
export type ProcessIODataType = Infer<typeof ProcessIODataType>

export const ProcessIOData = message('ProcessIO.Data', {
  type: optional(1, ProcessIODataType),
  data: optional(2, 'bytes'),
})
export type ProcessIOData = Infer<typeof ProcessIOData>

export const ProcessIOControlType = enumeration('ProcessIO.Control.Type', { UNKNOWN: 0, TTY_INFO: 1, HEARTBEAT: 2 })
export type ProcessIOControlType = Infer<typeof ProcessIOControlType>

export const ProcessIOControlHeartbeat = message('ProcessIO.Control.Heartbeat', {
  interval: optional(1, DurationInfo),
})
export type ProcessIOControlHeartbeat = Infer<typeof ProcessIOControlHeartbeat>

export const ProcessIOControl = message('ProcessIO.Control', {
  type: optional(1, ProcessIOControlType),
  tty_info: optional(2, TTYInfo),
  heartbeat: optional(3, ProcessIOControlHeartbeat),
})
export type ProcessIOControl = Infer<typeof ProcessIOControl>

export const ProcessIO = message('ProcessIO', {
  type: optional(1, ProcessIOType),
  data: optional(2, ProcessIOData),
  control: optional(3, ProcessIOControl),
})
export type ProcessIO = Infer<typeof ProcessIO>
