import { TimeInfo } from './basics.ts'
import { type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { FrameworkID } from './ids.ts'
import { Resource } from './resource.ts'

export const WeightInfo = message('WeightInfo', {
  weight: required(1, 'double'),
  role: optional(2, 'string'),
})
export type WeightInfo = Infer<typeof WeightInfo>

export const VersionInfo = message('VersionInfo', {
  version: required(1, 'string'),
  build_date: optional(2, 'string'),
  build_time: optional(3, 'double'),
  build_user: optional(4, 'string'),
  git_sha: optional(5, 'string'),
  git_branch: optional(6, 'string'),
  git_tag: optional(7, 'string'),
})
export type VersionInfo = Infer<typeof VersionInfo>

export const Flag = message('Flag', {
  name: required(1, 'string'),
  value: optional(2, 'string'),
})
export type Flag = Infer<typeof Flag>

export const Role = message('Role', {
  name: required(1, 'string'),
  weight: required(2, 'double'),
  frameworks: repeated(3, FrameworkID),
  resources: repeated(4, Resource),
})
export type Role = Infer<typeof Role>

export const Metric = message('Metric', {
  name: required(1, 'string'),
  value: optional(2, 'double'),
})
export type Metric = Infer<typeof Metric>

export const FileInfo = message('FileInfo', {
  path: required(1, 'string'),
  nlink: optional(2, 'int32'),
  size: optional(3, 'uint64'),
  mtime: optional(4, TimeInfo),
  mode: optional(5, 'uint32'),
  uid: optional(6, 'string'),
  gid: optional(7, 'string'),
})
export type FileInfo = Infer<typeof FileInfo>
