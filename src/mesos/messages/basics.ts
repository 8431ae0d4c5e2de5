import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'

export const Status = enumeration('Status', {
  DRIVER_NOT_STARTED: 1,
  DRIVER_RUNNING: 2,
  DRIVER_ABORTED: 3,
  DRIVER_STOPPED: 4,
})
export type Status = Infer<typeof Status>

export const TimeInfo = message('TimeInfo', {
  nanoseconds: required(1, 'int64'),
})
export type TimeInfo = Infer<typeof TimeInfo>

export const DurationInfo = message('DurationInfo', {
  nanoseconds: required(1, 'int64'),
})
export type DurationInfo = Infer<typeof DurationInfo>

export const Address = message('Address', {
  hostname: optional(1, 'string'),
  ip: optional(2, 'string'),
  port: required(3, 'int32'),
})
export type Address = Infer<typeof Address>

export const Parameter = message('Parameter', {
  key: required(1, 'string'),
  value: required(2, 'string'),
})
export type Parameter = Infer<typeof Parameter>

export const URL = message('URL', {
  scheme: required(1, 'string'),
  address: required(2, Address),
  path: optional(3, 'string'),
  query: repeated(4, Parameter),
  fragment: optional(5, 'string'),
})
export type URL = Infer<typeof URL>

export const Unavailability = message('Unavailability', {
  start: required(1, TimeInfo),
  duration: optional(2, DurationInfo),
})
export type Unavailability = Infer<typeof Unavailability>

export const MachineID = message('MachineID', {
  hostname: optional(1, 'string'),
  ip: optional(2, 'string'),
})
export type MachineID = Infer<typeof MachineID>

export const MachineInfoMode = enumeration('MachineInfo.Mode', { UP: 1, DRAINING: 2, DOWN: 3 })
export type MachineInfoMode = Infer<typeof MachineInfoMode>

export const MachineInfo = message('MachineInfo', {
  id: required(1, MachineID),
  mode: optional(2, MachineInfoMode),
  unavailability: optional(3, Unavailability),
})
export type MachineInfo = Infer<typeof MachineInfo>

export const DomainInfoFaultDomainRegionInfo = message('DomainInfo.FaultDomain.RegionInfo', {
  name: required(1, 'string'),
})
export type DomainInfoFaultDomainRegionInfo = Infer<typeof DomainInfoFaultDomainRegionInfo>

export const DomainInfoFaultDomainZoneInfo = message('DomainInfo.FaultDomain.ZoneInfo', {
  name: required(1, 'string'),
})
export type DomainInfoFaultDomainZoneInfo = Infer<typeof DomainInfoFaultDomainZoneInfo>

export const DomainInfoFaultDomain = message('DomainInfo.FaultDomain', {
  region: required(1, DomainInfoFaultDomainRegionInfo),
  zone: required(2, DomainInfoFaultDomainZoneInfo),
})
export type DomainInfoFaultDomain = Infer<typeof DomainInfoFaultDomain>

export const DomainInfo = message('DomainInfo', {
  fault_domain: optional(1, DomainInfoFaultDomain),
})
export type DomainInfo = Infer<typeof DomainInfo>

export const ValueType = enumeration('Value.Type', { SCALAR: 0, RANGES: 1, SET: 2, TEXT: 3 })
export type ValueType = Infer<typeof ValueType>

export const ValueScalar = message('Value.Scalar', {
  value: required(1, 'double'),
})
export type ValueScalar = Infer<typeof ValueScalar>

export const ValueRange = message('Value.Range', {
  begin: required(1, 'uint64'),
  end: required(2, 'uint64'),
})
export type ValueRange = Infer<typeof ValueRange>

export const ValueRanges = message('Value.Ranges', {
  range: repeated(1, ValueRange),
})
export type ValueRanges = Infer<typeof ValueRanges>

export const ValueSet = message('Value.Set', {
  item: repeated(1, 'string'),
})
export type ValueSet = Infer<typeof ValueSet>

export const ValueText = message('Value.Text', {
  value: required(1, 'string'),
})
export type ValueText = Infer<typeof ValueText>

export const Value = message('Value', {
  type: required(1, ValueType),
  scalar: optional(2, ValueScalar),
  ranges: optional(3, ValueRanges),
  set: optional(4, ValueSet),
  text: optional(5, ValueText),
})
export type Value = Infer<typeof Value>

export const Attribute = message('Attribute', {
  name: required(1, 'string'),
  type: required(2, ValueType),
  scalar: optional(3, ValueScalar),
  ranges: optional(4, ValueRanges),
  set: optional(6, ValueSet),
  text: optional(5, ValueText),
})
export type Attribute = Infer<typeof Attribute>

export const Parameters = message('Parameters', {
  parameter: repeated(1, Parameter),
})
export type Parameters = Infer<typeof Parameters>

export const Credential = message('Credential', {
  principal: required(1, 'string'),
  secret: optional(2, 'string'),
})
export type Credential = Infer<typeof Credential>

export const Credentials = message('Credentials', {
  credentials: repeated(1, Credential),
})
export type Credentials = Infer<typeof Credentials>

export const SecretType = enumeration('Secret.Type', { UNKNOWN: 0, REFERENCE: 1, VALUE: 2 })
export type SecretType = Infer<typeof SecretType>

export const SecretReference = message('Secret.Reference', {
  name: required(1, 'string'),
  key: optional(2, 'string'),
})
export type SecretReference = Infer<typeof SecretReference>

export const SecretValue = message('Secret.Value', {
  data: required(1, 'bytes'),
})
export type SecretValue = Infer<typeof SecretValue>

export const Secret = message('Secret', {
  type: optional(1, SecretType),
  reference: optional(2, SecretReference),
  value: optional(3, SecretValue),
})
export type Secret = Infer<typeof Secret>

export const Label = message('Label', {
  key: required(1, 'string'),
  value: optional(2, 'string'),
})
export type Label = Infer<typeof Label>

export const Labels = message('Labels', {
  labels: repeated(1, Label),
})
export type Labels = Infer<typeof Labels>

export const DiscoveryInfoVisibility = enumeration('DiscoveryInfo.Visibility', {
  FRAMEWORK: 0,
  CLUSTER: 1,
  EXTERNAL: 2,
})
export type DiscoveryInfoVisibility = Infer<typeof DiscoveryInfoVisibility>

export const Port = message('Port', {
  number: required(1, 'uint32'),
  name: optional(2, 'string'),
  protocol: optional(3, 'string'),
  visibility: optional(4, DiscoveryInfoVisibility),
  labels: optional(5, Labels),
})
export type Port = Infer<typeof Port>

export const Ports = message('Ports', {
  ports: repeated(1, Port),
})
export type Ports = Infer<typeof Ports>

export const DiscoveryInfo = message('DiscoveryInfo', {
  visibility: required(1, DiscoveryInfoVisibility),
  name: optional(2, 'string'),
  environment: optional(3, 'string'),
  location: optional(4, 'string'),
  version: optional(5, 'string'),
  ports: optional(6, Ports),
  labels: optional(7, Labels),
})
export type DiscoveryInfo = Infer<typeof DiscoveryInfo>

export const ProtobufDuration = message('ProtobufDuration', {
  seconds: optional(1, 'int64'),
  nanos: optional(2, 'int32'),
})
export type ProtobufDuration = Infer<typeof ProtobufDuration>
