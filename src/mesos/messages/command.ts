import { DurationInfo, Secret } from './basics.ts'
import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { NetworkInfoProtocol } from './container.ts'

export const CheckInfoType = enumeration('CheckInfo.Type', { UNKNOWN: 0, COMMAND: 1, HTTP: 2, TCP: 3 })
export type CheckInfoType = Infer<typeof CheckInfoType>

export const CommandInfoURI = message('CommandInfo.URI', {
  value: required(1, 'string'),
  executable: optional(2, 'bool'),
  extract: optional(3, 'bool', { default: true }),
  cache: optional(4, 'bool'),
  output_file: optional(5, 'string'),
})
export type CommandInfoURI = Infer<typeof CommandInfoURI>

export const EnvironmentVariableType = enumeration('Environment.Variable.Type', { UNKNOWN: 0, VALUE: 1, SECRET: 2 })
export type EnvironmentVariableType = Infer<typeof EnvironmentVariableType>

export const EnvironmentVariable = message('Environment.Variable', {
  name: required(1, 'string'),
  type: optional(3, EnvironmentVariableType, { default: 'VALUE' }),
  value: optional(2, 'string'),
  secret: optional(4, Secret),
})
export type EnvironmentVariable = Infer<typeof EnvironmentVariable>

export const Environment = message('Environment', {
  variables: repeated(1, EnvironmentVariable),
})
export type Environment = Infer<typeof Environment>

export const CommandInfo = message('CommandInfo', {
  uris: repeated(1, CommandInfoURI),
  environment: optional(2, Environment),
  shell: optional(6, 'bool', { default: true }),
  value: optional(3, 'string'),
  arguments: repeated(7, 'string'),
  user: optional(5, 'string'),
})
export type CommandInfo = Infer<typeof CommandInfo>

export const CheckInfoCommand = message('CheckInfo.Command', {
  command: required(1, CommandInfo),
})
export type CheckInfoCommand = Infer<typeof CheckInfoCommand>

export const CheckInfoHttp = message('CheckInfo.Http', {
  port: required(1, 'uint32'),
  path: optional(2, 'string'),
})
export type CheckInfoHttp = Infer<typeof CheckInfoHttp>

export const CheckInfoTcp = message('CheckInfo.Tcp', {
  port: required(1, 'uint32'),
})
export type CheckInfoTcp = Infer<typeof CheckInfoTcp>

export const CheckInfo = message('CheckInfo', {
  type: optional(1, CheckInfoType),
  command: optional(2, CheckInfoCommand),
  http: optional(3, CheckInfoHttp),
  tcp: optional(7, CheckInfoTcp),
  delay_seconds: optional(4, 'double', { default: 15 }),
  interval_seconds: optional(5, 'double', { default: 10 }),
  timeout_seconds: optional(6, 'double', { default: 20 }),
})
export type CheckInfo = Infer<typeof CheckInfo>

export const HealthCheckType = enumeration('HealthCheck.Type', { UNKNOWN: 0, COMMAND: 1, HTTP: 2, TCP: 3 })
export type HealthCheckType = Infer<typeof HealthCheckType>

export const HealthCheckHTTPCheckInfo = message('HealthCheck.HTTPCheckInfo', {
  protocol: optional(5, NetworkInfoProtocol, { default: 'IPv4' }),
  scheme: optional(3, 'string'),
  port: required(1, 'uint32'),
  path: optional(2, 'string'),
  statuses: repeated(4, 'uint32'),
})
export type HealthCheckHTTPCheckInfo = Infer<typeof HealthCheckHTTPCheckInfo>

export const HealthCheckTCPCheckInfo = message('HealthCheck.TCPCheckInfo', {
  protocol: optional(2, NetworkInfoProtocol, { default: 'IPv4' }),
  port: required(1, 'uint32'),
})
export type HealthCheckTCPCheckInfo = Infer<typeof HealthCheckTCPCheckInfo>

export const HealthCheck = message('HealthCheck', {
  delay_seconds: optional(2, 'double', { default: 15 }),
  interval_seconds: optional(3, 'double', { default: 10 }),
  timeout_seconds: optional(4, 'double', { default: 20 }),
  consecutive_failures: optional(5, 'uint32', { default: 3 }),
  grace_period_seconds: optional(6, 'double', { default: 10 }),
  type: optional(8, HealthCheckType),
  command: optional(7, CommandInfo),
  http: optional(1, HealthCheckHTTPCheckInfo),
  tcp: optional(9, HealthCheckTCPCheckInfo),
})
export type HealthCheck = Infer<typeof HealthCheck>

export const KillPolicy = message('KillPolicy', {
  grace_period: optional(1, DurationInfo),
})
export type KillPolicy = Infer<typeof KillPolicy>
