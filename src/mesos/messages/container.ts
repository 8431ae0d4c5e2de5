import { Labels, Parameter } from './basics.ts'
import { enumeration, type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { ContainerID } from './ids.ts'
import { Image, Volume } from './volume.ts'

export const CgroupInfoBlkio = message('CgroupInfo.Blkio', {})
export type CgroupInfoBlkio = Infer<typeof CgroupInfoBlkio>

export const CgroupInfoBlkioCFQ = message('CgroupInfo.Blkio.CFQ', {})
export type CgroupInfoBlkioCFQ = Infer<typeof CgroupInfoBlkioCFQ>

export const CgroupInfoBlkioThrottling = message('CgroupInfo.Blkio.Throttling', {})
export type CgroupInfoBlkioThrottling = Infer<typeof CgroupInfoBlkioThrottling>

export const NetworkInfoProtocol = enumeration('NetworkInfo.Protocol', { IPv4: 1, IPv6: 2 })
export type NetworkInfoProtocol = Infer<typeof NetworkInfoProtocol>

export const NetworkInfoIPAddress = message('NetworkInfo.IPAddress', {
  protocol: optional(1, NetworkInfoProtocol, { default: 'IPv4' }),
  ip_address: optional(2, 'string'),
})
export type NetworkInfoIPAddress = Infer<typeof NetworkInfoIPAddress>

export const NetworkInfoPortMapping = message('NetworkInfo.PortMapping', {
  host_port: required(1, 'uint32'),
  container_port: required(2, 'uint32'),
  protocol: optional(3, 'string'),
})
export type NetworkInfoPortMapping = Infer<typeof NetworkInfoPortMapping>

export const NetworkInfo = message('NetworkInfo', {
  ip_addresses: repeated(5, NetworkInfoIPAddress),
  name: optional(6, 'string'),
  groups: repeated(3, 'string'),
  labels: optional(4, Labels),
  port_mappings: repeated(7, NetworkInfoPortMapping),
})
export type NetworkInfo = Infer<typeof NetworkInfo>

export const CapabilityInfoCapability = enumeration('CapabilityInfo.Capability', {
  UNKNOWN: 0,
  CHOWN: 1000,
  DAC_OVERRIDE: 1001,
  DAC_READ_SEARCH: 1002,
  FOWNER: 1003,
  FSETID: 1004,
  KILL: 1005,
  SETGID: 1006,
  SETUID: 1007,
  SETPCAP: 1008,
  LINUX_IMMUTABLE: 1009,
  NET_BIND_SERVICE: 1010,
  NET_BROADCAST: 1011,
  NET_ADMIN: 1012,
  NET_RAW: 1013,
  IPC_LOCK: 1014,
  IPC_OWNER: 1015,
  SYS_MODULE: 1016,
  SYS_RAWIO: 1017,
  SYS_CHROOT: 1018,
  SYS_PTRACE: 1019,
  SYS_PACCT: 1020,
  SYS_ADMIN: 1021,
  SYS_BOOT: 1022,
  SYS_NICE: 1023,
  SYS_RESOURCE: 1024,
  SYS_TIME: 1025,
  SYS_TTY_CONFIG: 1026,
  MKNOD: 1027,
  LEASE: 1028,
  AUDIT_WRITE: 1029,
  AUDIT_CONTROL: 1030,
  SETFCAP: 1031,
  MAC_OVERRIDE: 1032,
  MAC_ADMIN: 1033,
  SYSLOG: 1034,
  WAKE_ALARM: 1035,
  BLOCK_SUSPEND: 1036,
  AUDIT_READ: 1037,
  PERFMON: 1038,
  BPF: 1039,
  CHECKPOINT_RESTORE: 1040,
})
export type CapabilityInfoCapability = Infer<typeof CapabilityInfoCapability>

export const CapabilityInfo = message('CapabilityInfo', {
  capabilities: repeated(1, CapabilityInfoCapability),
})
export type CapabilityInfo = Infer<typeof CapabilityInfo>

export const SeccompInfo = message('SeccompInfo', {
  profile_name: optional(1, 'string'),
  unconfined: optional(2, 'bool'),
})
export type SeccompInfo = Infer<typeof SeccompInfo>

export const LinuxInfoIpcMode = enumeration('LinuxInfo.IpcMode', { UNKNOWN: 0, PRIVATE: 1, SHARE_PARENT: 2 })
export type LinuxInfoIpcMode = Infer<typeof LinuxInfoIpcMode>

export const LinuxInfo = message('LinuxInfo', {
  capability_info: optional(1, CapabilityInfo, { deprecated: true }),
  bounding_capabilities: optional(2, CapabilityInfo),
  effective_capabilities: optional(3, CapabilityInfo),
  share_pid_namespace: optional(4, 'bool'),
  seccomp: optional(5, SeccompInfo),
  ipc_mode: optional(6, LinuxInfoIpcMode),
  shm_size: optional(7, 'uint32'),
  share_cgroups: optional(8, 'bool', { default: true }),
})
export type LinuxInfo = Infer<typeof LinuxInfo>

export const RLimitInfoRLimitType = enumeration('RLimitInfo.RLimit.Type', {
  UNKNOWN: 0,
  RLMT_AS: 1,
  RLMT_CORE: 2,
  RLMT_CPU: 3,
  RLMT_DATA: 4,
  RLMT_FSIZE: 5,
  RLMT_LOCKS: 6,
  RLMT_MEMLOCK: 7,
  RLMT_MSGQUEUE: 8,
  RLMT_NICE: 9,
  RLMT_NOFILE: 10,
  RLMT_NPROC: 11,
  RLMT_RSS: 12,
  RLMT_RTPRIO: 13,
  RLMT_RTTIME: 14,
  RLMT_SIGPENDING: 15,
  RLMT_STACK: 16,
})
export type RLimitInfoRLimitType = Infer<typeof RLimitInfoRLimitType>

export const RLimitInfoRLimit = message('RLimitInfo.RLimit', {
  type: optional(1, RLimitInfoRLimitType),
  hard: optional(2, 'uint64'),
  soft: optional(3, 'uint64'),
})
export type RLimitInfoRLimit = Infer<typeof RLimitInfoRLimit>

export const RLimitInfo = message('RLimitInfo', {
  rlimits: repeated(1, RLimitInfoRLimit),
})
export type RLimitInfo = Infer<typeof RLimitInfo>

export const TTYInfoWindowSize = message('TTYInfo.WindowSize', {
  rows: required(1, 'uint32'),
  columns: required(2, 'uint32'),
})
export type TTYInfoWindowSize = Infer<typeof TTYInfoWindowSize>

export const TTYInfo = message('TTYInfo', {
  window_size: optional(1, TTYInfoWindowSize),
})
export type TTYInfo = Infer<typeof TTYInfo>

export const ContainerInfoType = enumeration('ContainerInfo.Type', { DOCKER: 1, MESOS: 2 })
export type ContainerInfoType = Infer<typeof ContainerInfoType>

export const ContainerInfoDockerInfoNetwork = enumeration('ContainerInfo.DockerInfo.Network', {
  HOST: 1,
  BRIDGE: 2,
  NONE: 3,
  USER: 4,
})
export type ContainerInfoDockerInfoNetwork = Infer<typeof ContainerInfoDockerInfoNetwork>

export const ContainerInfoDockerInfoPortMapping = message('ContainerInfo.DockerInfo.PortMapping', {
  host_port: required(1, 'uint32'),
  container_port: required(2, 'uint32'),
  protocol: optional(3, 'string'),
})
export type ContainerInfoDockerInfoPortMapping = Infer<typeof ContainerInfoDockerInfoPortMapping>

export const ContainerInfoDockerInfo = message('ContainerInfo.DockerInfo', {
  image: required(1, 'string'),
  network: optional(2, ContainerInfoDockerInfoNetwork, { default: 'HOST' }),
  port_mappings: repeated(3, ContainerInfoDockerInfoPortMapping),
  privileged: optional(4, 'bool', { default: false }),
  parameters: repeated(5, Parameter),
  force_pull_image: optional(6, 'bool'),
  volume_driver: optional(7, 'string', { deprecated: true }),
})
export type ContainerInfoDockerInfo = Infer<typeof ContainerInfoDockerInfo>

export const ContainerInfoMesosInfo = message('ContainerInfo.MesosInfo', {
  image: optional(1, Image),
})
export type ContainerInfoMesosInfo = Infer<typeof ContainerInfoMesosInfo>

export const ContainerInfo = message('ContainerInfo', {
  type: required(1, ContainerInfoType),
  volumes: repeated(2, Volume),
  hostname: optional(4, 'string'),
  docker: optional(3, ContainerInfoDockerInfo),
  mesos: optional(5, ContainerInfoMesosInfo),
  network_infos: repeated(7, NetworkInfo),
  linux_info: optional(8, LinuxInfo),
  rlimit_info: optional(9, RLimitInfo),
  tty_info: optional(10, TTYInfo),
})
export type ContainerInfo = Infer<typeof ContainerInfo>

export const CgroupInfoNetCls = message('CgroupInfo.NetCls', {
  classid: optional(1, 'uint32'),
})
export type CgroupInfoNetCls = Infer<typeof CgroupInfoNetCls>

export const CgroupInfo = message('CgroupInfo', {
  net_cls: optional(1, CgroupInfoNetCls),
})
export type CgroupInfo = Infer<typeof CgroupInfo>

export const ContainerStatus = message('ContainerStatus', {
  container_id: optional(4, ContainerID),
  network_infos: repeated(1, NetworkInfo),
  cgroup_info: optional(2, CgroupInfo),
  executor_pid: optional(3, 'uint32'),
})
export type ContainerStatus = Infer<typeof ContainerStatus>

export const CgroupInfoBlkioOperation = enumeration('CgroupInfo.Blkio.Operation', {
  UNKNOWN: 0,
  TOTAL: 1,
  READ: 2,
  WRITE: 3,
  SYNC: 4,
  ASYNC: 5,
  DISCARD: 6,
})
export type CgroupInfoBlkioOperation = Infer<typeof CgroupInfoBlkioOperation>

export const CgroupInfoBlkioValue = message('CgroupInfo.Blkio.Value', {
  op: optional(1, CgroupInfoBlkioOperation),
  value: optional(2, 'uint64'),
})
export type CgroupInfoBlkioValue = Infer<typeof CgroupInfoBlkioValue>

export const DeviceNumber = message('Device.Number', {
  major_number: required(1, 'uint64'),
  minor_number: required(2, 'uint64'),
})
export type DeviceNumber = Infer<typeof DeviceNumber>

export const CgroupInfoBlkioCFQStatistics = message('CgroupInfo.Blkio.CFQ.Statistics', {
  device: optional(1, DeviceNumber),
  sectors: optional(2, 'uint64'),
  time: optional(3, 'uint64'),
  io_serviced: repeated(4, CgroupInfoBlkioValue),
  io_service_bytes: repeated(5, CgroupInfoBlkioValue),
  io_service_time: repeated(6, CgroupInfoBlkioValue),
  io_wait_time: repeated(7, CgroupInfoBlkioValue),
  io_merged: repeated(8, CgroupInfoBlkioValue),
  io_queued: repeated(9, CgroupInfoBlkioValue),
})
export type CgroupInfoBlkioCFQStatistics = Infer<typeof CgroupInfoBlkioCFQStatistics>

export const CgroupInfoBlkioThrottlingStatistics = message('CgroupInfo.Blkio.Throttling.Statistics', {
  device: optional(1, DeviceNumber),
  io_serviced: repeated(2, CgroupInfoBlkioValue),
  io_service_bytes: repeated(3, CgroupInfoBlkioValue),
})
export type CgroupInfoBlkioThrottlingStatistics = Infer<typeof CgroupInfoBlkioThrottlingStatistics>

export const CgroupInfoBlkioStatistics = message('CgroupInfo.Blkio.Statistics', {
  cfq: repeated(1, CgroupInfoBlkioCFQStatistics),
  cfq_recursive: repeated(2, CgroupInfoBlkioCFQStatistics),
  throttling: repeated(3, CgroupInfoBlkioThrottlingStatistics),
})
export type CgroupInfoBlkioStatistics = Infer<typeof CgroupInfoBlkioStatistics>

export const Device = message('Device', {
  path: optional(1, 'string'),
  number: optional(2, DeviceNumber),
})
export type Device = Infer<typeof Device>

export const DeviceAccessAccess = message('DeviceAccess.Access', {
  read: optional(1, 'bool'),
  write: optional(2, 'bool'),
  mknod: optional(3, 'bool'),
})
export type DeviceAccessAccess = Infer<typeof DeviceAccessAccess>

export const DeviceAccess = message('DeviceAccess', {
  device: required(1, Device),
  access: required(2, DeviceAccessAccess),
})
export type DeviceAccess = Infer<typeof DeviceAccess>

export const DeviceWhitelist = message('DeviceWhitelist', {
  allowed_devices: repeated(1, DeviceAccess),
})
export type DeviceWhitelist = Infer<typeof DeviceWhitelist>
