import { FileInfo, Flag, Metric, VersionInfo } from './cluster.ts'
import { type Infer, message, repeated, required } from './codec/schema.ts'
import { Operation } from './offer.ts'

/** Answers that the operator APIs of leader and follower share. */

export const ResponseGetHealth = message('Response.GetHealth', {
  healthy: required(1, 'bool'),
})
export type ResponseGetHealth = Infer<typeof ResponseGetHealth>

export const ResponseGetFlags = message('Response.GetFlags', {
  flags: repeated(1, Flag),
})
export type ResponseGetFlags = Infer<typeof ResponseGetFlags>

export const ResponseGetVersion = message('Response.GetVersion', {
  version_info: required(1, VersionInfo),
})
export type ResponseGetVersion = Infer<typeof ResponseGetVersion>

export const ResponseGetMetrics = message('Response.GetMetrics', {
  metrics: repeated(1, Metric),
})
export type ResponseGetMetrics = Infer<typeof ResponseGetMetrics>

export const ResponseGetLoggingLevel = message('Response.GetLoggingLevel', {
  level: required(1, 'uint32'),
})
export type ResponseGetLoggingLevel = Infer<typeof ResponseGetLoggingLevel>

export const ResponseListFiles = message('Response.ListFiles', {
  file_infos: repeated(1, FileInfo),
})
export type ResponseListFiles = Infer<typeof ResponseListFiles>

export const ResponseReadFile = message('Response.ReadFile', {
  size: required(1, 'uint64'),
  data: required(2, 'bytes'),
})
export type ResponseReadFile = Infer<typeof ResponseReadFile>

export const ResponseGetOperations = message('Response.GetOperations', {
  operations: repeated(1, Operation),
})
export type ResponseGetOperations = Infer<typeof ResponseGetOperations>
