import { AgentInfoCapability } from './agent-info.ts'
import { DurationInfo } from './basics.ts'
import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { Image } from './volume.ts'

export const FirewallDisabledEndpointsRule = message('Firewall.DisabledEndpointsRule', {
  paths: repeated(1, 'string'),
})
export type FirewallDisabledEndpointsRule = Infer<typeof FirewallDisabledEndpointsRule>

export const Firewall = message('Firewall', {
  disabled_endpoints: optional(1, FirewallDisabledEndpointsRule),
})
export type Firewall = Infer<typeof Firewall>

export const ContainerDNSInfoMesosInfoNetworkMode = enumeration('ContainerDNSInfo.MesosInfo.NetworkMode', {
  UNKNOWN: 0,
  HOST: 1,
  CNI: 2,
})
export type ContainerDNSInfoMesosInfoNetworkMode = Infer<typeof ContainerDNSInfoMesosInfoNetworkMode>

export const ContainerDNSInfoMesosInfo = message('ContainerDNSInfo.MesosInfo', {
  network_mode: optional(1, ContainerDNSInfoMesosInfoNetworkMode),
  network_name: optional(2, 'string'),
})
export type ContainerDNSInfoMesosInfo = Infer<typeof ContainerDNSInfoMesosInfo>

export const ContainerDNSInfoDockerInfoNetworkMode = enumeration('ContainerDNSInfo.DockerInfo.NetworkMode', {
  UNKNOWN: 0,
  HOST: 1,
  BRIDGE: 2,
  USER: 3,
})
export type ContainerDNSInfoDockerInfoNetworkMode = Infer<typeof ContainerDNSInfoDockerInfoNetworkMode>

export const ContainerDNSInfoDockerInfoDNS = message('ContainerDNSInfo.DockerInfo.DNS', {
  nameservers: repeated(1, 'string'),
  search: repeated(2, 'string'),
  options: repeated(3, 'string'),
})
export type ContainerDNSInfoDockerInfoDNS = Infer<typeof ContainerDNSInfoDockerInfoDNS>

export const ContainerDNSInfoDockerInfo = message('ContainerDNSInfo.DockerInfo', {
  network_mode: optional(1, ContainerDNSInfoDockerInfoNetworkMode),
  network_name: optional(2, 'string'),
  dns: required(3, ContainerDNSInfoDockerInfoDNS),
})
export type ContainerDNSInfoDockerInfo = Infer<typeof ContainerDNSInfoDockerInfo>

export const ContainerDNSInfo = message('ContainerDNSInfo', {
  mesos: repeated(1, ContainerDNSInfoMesosInfo),
  docker: repeated(2, ContainerDNSInfoDockerInfo),
})
export type ContainerDNSInfo = Infer<typeof ContainerDNSInfo>

export const SlaveCapabilities = message('SlaveCapabilities', {
  capabilities: repeated(1, AgentInfoCapability),
})
export type SlaveCapabilities = Infer<typeof SlaveCapabilities>

export const ImageGcConfig = message('ImageGcConfig', {
  image_disk_headroom: required(1, 'double'),
  image_disk_watch_interval: required(2, DurationInfo),
  excluded_images: repeated(3, Image),
})
export type ImageGcConfig = Infer<typeof ImageGcConfig>
