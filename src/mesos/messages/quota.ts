import { ValueScalar } from './basics.ts'
import { type Infer, map, message, optional, repeated, required } from './codec/schema.ts'
import { Resource } from './resource.ts'

export const QuotaInfo = message('QuotaInfo', {
  role: optional(1, 'string'),
  principal: optional(2, 'string'),
  guarantee: repeated(3, Resource),
})
export type QuotaInfo = Infer<typeof QuotaInfo>

export const QuotaRequest = message('QuotaRequest', {
  force: optional(1, 'bool'),
  role: optional(2, 'string'),
  guarantee: repeated(3, Resource),
})
export type QuotaRequest = Infer<typeof QuotaRequest>

export const QuotaConfig = message('QuotaConfig', {
  role: required(1, 'string'),
  guarantees: map(2, ValueScalar),
  limits: map(3, ValueScalar),
})
export type QuotaConfig = Infer<typeof QuotaConfig>

export const QuotaStatus = message('QuotaStatus', {
  infos: repeated(1, QuotaInfo, { deprecated: true }),
  configs: repeated(2, QuotaConfig),
})
export type QuotaStatus = Infer<typeof QuotaStatus>
