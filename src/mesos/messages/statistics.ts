import { Labels, ValueRange } from './basics.ts'
import { type Infer, message, optional, repeated, required } from './codec/schema.ts'
import { CgroupInfoBlkioStatistics } from './container.ts'
import { ContainerID, TaskID } from './ids.ts'
import { Resource, ResourceDiskInfoPersistence, ResourceDiskInfoSource } from './resource.ts'
import { ExecutorInfo } from './task.ts'

export const TrafficControlStatistics = message('TrafficControlStatistics', {
  id: required(1, 'string'),
  backlog: optional(2, 'uint64'),
  bytes: optional(3, 'uint64'),
  drops: optional(4, 'uint64'),
  overlimits: optional(5, 'uint64'),
  packets: optional(6, 'uint64'),
  qlen: optional(7, 'uint64'),
  ratebps: optional(8, 'uint64'),
  ratepps: optional(9, 'uint64'),
  requeues: optional(10, 'uint64'),
})
export type TrafficControlStatistics = Infer<typeof TrafficControlStatistics>

export const IpStatistics = message('IpStatistics', {
  Forwarding: optional(1, 'int64'),
  DefaultTTL: optional(2, 'int64'),
  InReceives: optional(3, 'int64'),
  InHdrErrors: optional(4, 'int64'),
  InAddrErrors: optional(5, 'int64'),
  ForwDatagrams: optional(6, 'int64'),
  InUnknownProtos: optional(7, 'int64'),
  InDiscards: optional(8, 'int64'),
  InDelivers: optional(9, 'int64'),
  OutRequests: optional(10, 'int64'),
  OutDiscards: optional(11, 'int64'),
  OutNoRoutes: optional(12, 'int64'),
  ReasmTimeout: optional(13, 'int64'),
  ReasmReqds: optional(14, 'int64'),
  ReasmOKs: optional(15, 'int64'),
  ReasmFails: optional(16, 'int64'),
  FragOKs: optional(17, 'int64'),
  FragFails: optional(18, 'int64'),
  FragCreates: optional(19, 'int64'),
})
export type IpStatistics = Infer<typeof IpStatistics>

export const IcmpStatistics = message('IcmpStatistics', {
  InMsgs: optional(1, 'int64'),
  InErrors: optional(2, 'int64'),
  InCsumErrors: optional(3, 'int64'),
  InDestUnreachs: optional(4, 'int64'),
  InTimeExcds: optional(5, 'int64'),
  InParmProbs: optional(6, 'int64'),
  InSrcQuenchs: optional(7, 'int64'),
  InRedirects: optional(8, 'int64'),
  InEchos: optional(9, 'int64'),
  InEchoReps: optional(10, 'int64'),
  InTimestamps: optional(11, 'int64'),
  InTimestampReps: optional(12, 'int64'),
  InAddrMasks: optional(13, 'int64'),
  InAddrMaskReps: optional(14, 'int64'),
  OutMsgs: optional(15, 'int64'),
  OutErrors: optional(16, 'int64'),
  OutDestUnreachs: optional(17, 'int64'),
  OutTimeExcds: optional(18, 'int64'),
  OutParmProbs: optional(19, 'int64'),
  OutSrcQuenchs: optional(20, 'int64'),
  OutRedirects: optional(21, 'int64'),
  OutEchos: optional(22, 'int64'),
  OutEchoReps: optional(23, 'int64'),
  OutTimestamps: optional(24, 'int64'),
  OutTimestampReps: optional(25, 'int64'),
  OutAddrMasks: optional(26, 'int64'),
  OutAddrMaskReps: optional(27, 'int64'),
})
export type IcmpStatistics = Infer<typeof IcmpStatistics>

export const TcpStatistics = message('TcpStatistics', {
  RtoAlgorithm: optional(1, 'int64'),
  RtoMin: optional(2, 'int64'),
  RtoMax: optional(3, 'int64'),
  MaxConn: optional(4, 'int64'),
  ActiveOpens: optional(5, 'int64'),
  PassiveOpens: optional(6, 'int64'),
  AttemptFails: optional(7, 'int64'),
  EstabResets: optional(8, 'int64'),
  CurrEstab: optional(9, 'int64'),
  InSegs: optional(10, 'int64'),
  OutSegs: optional(11, 'int64'),
  RetransSegs: optional(12, 'int64'),
  InErrs: optional(13, 'int64'),
  OutRsts: optional(14, 'int64'),
  InCsumErrors: optional(15, 'int64'),
})
export type TcpStatistics = Infer<typeof TcpStatistics>

export const UdpStatistics = message('UdpStatistics', {
  InDatagrams: optional(1, 'int64'),
  NoPorts: optional(2, 'int64'),
  InErrors: optional(3, 'int64'),
  OutDatagrams: optional(4, 'int64'),
  RcvbufErrors: optional(5, 'int64'),
  SndbufErrors: optional(6, 'int64'),
  InCsumErrors: optional(7, 'int64'),
  IgnoredMulti: optional(8, 'int64'),
})
export type UdpStatistics = Infer<typeof UdpStatistics>

export const SNMPStatistics = message('SNMPStatistics', {
  ip_stats: optional(1, IpStatistics),
  icmp_stats: optional(2, IcmpStatistics),
  tcp_stats: optional(3, TcpStatistics),
  udp_stats: optional(4, UdpStatistics),
})
export type SNMPStatistics = Infer<typeof SNMPStatistics>

export const DiskStatistics = message('DiskStatistics', {
  source: optional(1, ResourceDiskInfoSource),
  persistence: optional(2, ResourceDiskInfoPersistence),
  limit_bytes: optional(3, 'uint64'),
  used_bytes: optional(4, 'uint64'),
})
export type DiskStatistics = Infer<typeof DiskStatistics>

export const PerfStatistics = message('PerfStatistics', {
  timestamp: required(1, 'double'),
  duration: required(2, 'double'),
  cycles: optional(3, 'uint64'),
  stalled_cycles_frontend: optional(4, 'uint64'),
  stalled_cycles_backend: optional(5, 'uint64'),
  instructions: optional(6, 'uint64'),
  cache_references: optional(7, 'uint64'),
  cache_misses: optional(8, 'uint64'),
  branches: optional(9, 'uint64'),
  branch_misses: optional(10, 'uint64'),
  bus_cycles: optional(11, 'uint64'),
  ref_cycles: optional(12, 'uint64'),
  cpu_clock: optional(13, 'double'),
  task_clock: optional(14, 'double'),
  page_faults: optional(15, 'uint64'),
  minor_faults: optional(16, 'uint64'),
  major_faults: optional(17, 'uint64'),
  context_switches: optional(18, 'uint64'),
  cpu_migrations: optional(19, 'uint64'),
  alignment_faults: optional(20, 'uint64'),
  emulation_faults: optional(21, 'uint64'),
  l1_dcache_loads: optional(22, 'uint64'),
  l1_dcache_load_misses: optional(23, 'uint64'),
  l1_dcache_stores: optional(24, 'uint64'),
  l1_dcache_store_misses: optional(25, 'uint64'),
  l1_dcache_prefetches: optional(26, 'uint64'),
  l1_dcache_prefetch_misses: optional(27, 'uint64'),
  l1_icache_loads: optional(28, 'uint64'),
  l1_icache_load_misses: optional(29, 'uint64'),
  l1_icache_prefetches: optional(30, 'uint64'),
  l1_icache_prefetch_misses: optional(31, 'uint64'),
  llc_loads: optional(32, 'uint64'),
  llc_load_misses: optional(33, 'uint64'),
  llc_stores: optional(34, 'uint64'),
  llc_store_misses: optional(35, 'uint64'),
  llc_prefetches: optional(36, 'uint64'),
  llc_prefetch_misses: optional(37, 'uint64'),
  dtlb_loads: optional(38, 'uint64'),
  dtlb_load_misses: optional(39, 'uint64'),
  dtlb_stores: optional(40, 'uint64'),
  dtlb_store_misses: optional(41, 'uint64'),
  dtlb_prefetches: optional(42, 'uint64'),
  dtlb_prefetch_misses: optional(43, 'uint64'),
  itlb_loads: optional(44, 'uint64'),
  itlb_load_misses: optional(45, 'uint64'),
  branch_loads: optional(46, 'uint64'),
  branch_load_misses: optional(47, 'uint64'),
  node_loads: optional(48, 'uint64'),
  node_load_misses: optional(49, 'uint64'),
  node_stores: optional(50, 'uint64'),
  node_store_misses: optional(51, 'uint64'),
  node_prefetches: optional(52, 'uint64'),
  node_prefetch_misses: optional(53, 'uint64'),
})
export type PerfStatistics = Infer<typeof PerfStatistics>

export const ResourceStatisticsRatePercentiles = message('ResourceStatistics.RatePercentiles', {
  min: optional(1, 'uint64'),
  max: optional(2, 'uint64'),
  p50: optional(3, 'uint64'),
  p90: optional(4, 'uint64'),
  p95: optional(5, 'uint64'),
  p99: optional(6, 'uint64'),
  p999: optional(7, 'uint64'),
  p9999: optional(8, 'uint64'),
  samples: optional(9, 'uint64'),
})
export type ResourceStatisticsRatePercentiles = Infer<typeof ResourceStatisticsRatePercentiles>

export const ResourceStatisticsRateStatistics = message('ResourceStatistics.RateStatistics', {
  rx_rate: optional(1, ResourceStatisticsRatePercentiles),
  rx_packet_rate: optional(2, ResourceStatisticsRatePercentiles),
  rx_drop_rate: optional(3, ResourceStatisticsRatePercentiles),
  rx_error_rate: optional(4, ResourceStatisticsRatePercentiles),
  tx_rate: optional(5, ResourceStatisticsRatePercentiles),
  tx_packet_rate: optional(6, ResourceStatisticsRatePercentiles),
  tx_drop_rate: optional(7, ResourceStatisticsRatePercentiles),
  tx_error_rate: optional(8, ResourceStatisticsRatePercentiles),
  sampling_window_secs: optional(9, 'double'),
  sampling_interval_secs: optional(10, 'double'),
})
export type ResourceStatisticsRateStatistics = Infer<typeof ResourceStatisticsRateStatistics>

export const ResourceStatistics = message('ResourceStatistics', {
  timestamp: required(1, 'double'),
  processes: optional(30, 'uint32'),
  threads: optional(31, 'uint32'),
  cpus_user_time_secs: optional(2, 'double'),
  cpus_system_time_secs: optional(3, 'double'),
  cpus_limit: optional(4, 'double'),
  cpus_soft_limit: optional(45, 'double'),
  cpus_nr_periods: optional(7, 'uint32'),
  cpus_nr_throttled: optional(8, 'uint32'),
  cpus_throttled_time_secs: optional(9, 'double'),
  mem_total_bytes: optional(36, 'uint64'),
  mem_total_memsw_bytes: optional(37, 'uint64'),
  mem_kmem_usage_bytes: optional(52, 'uint64'),
  mem_kmem_tcp_usage_bytes: optional(53, 'uint64'),
  mem_limit_bytes: optional(6, 'uint64'),
  mem_soft_limit_bytes: optional(38, 'uint64'),
  mem_file_bytes: optional(10, 'uint64'),
  mem_anon_bytes: optional(11, 'uint64'),
  mem_cache_bytes: optional(39, 'uint64'),
  mem_rss_bytes: optional(5, 'uint64'),
  mem_mapped_file_bytes: optional(12, 'uint64'),
  mem_swap_bytes: optional(40, 'uint64'),
  mem_unevictable_bytes: optional(41, 'uint64'),
  mem_low_pressure_counter: optional(32, 'uint64'),
  mem_medium_pressure_counter: optional(33, 'uint64'),
  mem_critical_pressure_counter: optional(34, 'uint64'),
  disk_limit_bytes: optional(26, 'uint64'),
  disk_used_bytes: optional(27, 'uint64'),
  disk_statistics: repeated(43, DiskStatistics),
  blkio_statistics: optional(44, CgroupInfoBlkioStatistics),
  perf: optional(13, PerfStatistics),
  net_rx_packets: optional(14, 'uint64'),
  net_rx_bytes: optional(15, 'uint64'),
  net_rx_errors: optional(16, 'uint64'),
  net_rx_dropped: optional(17, 'uint64'),
  net_tx_packets: optional(18, 'uint64'),
  net_tx_bytes: optional(19, 'uint64'),
  net_tx_errors: optional(20, 'uint64'),
  net_tx_dropped: optional(21, 'uint64'),
  net_tx_rate_limit: optional(46, 'uint64'),
  net_tx_burst_rate_limit: optional(47, 'uint64'),
  net_tx_burst_size: optional(48, 'uint64'),
  net_rx_rate_limit: optional(49, 'uint64'),
  net_rx_burst_rate_limit: optional(50, 'uint64'),
  net_rx_burst_size: optional(51, 'uint64'),
  net_rate_statistics: optional(54, ResourceStatisticsRateStatistics),
  net_ephemeral_ports: optional(55, ValueRange),
  net_tcp_rtt_microsecs_p50: optional(22, 'double'),
  net_tcp_rtt_microsecs_p90: optional(23, 'double'),
  net_tcp_rtt_microsecs_p95: optional(24, 'double'),
  net_tcp_rtt_microsecs_p99: optional(25, 'double'),
  net_tcp_active_connections: optional(28, 'double'),
  net_tcp_time_wait_connections: optional(29, 'double'),
  net_traffic_control_statistics: repeated(35, TrafficControlStatistics),
  net_snmp_statistics: optional(42, SNMPStatistics),
})
export type ResourceStatistics = Infer<typeof ResourceStatistics>

export const ResourceUsageExecutorTask = message('ResourceUsage.Executor.Task', {
  name: required(1, 'string'),
  id: required(2, TaskID),
  resources: repeated(3, Resource),
  labels: optional(4, Labels),
})
export type ResourceUsageExecutorTask = Infer<typeof ResourceUsageExecutorTask>

export const ResourceUsageExecutor = message('ResourceUsage.Executor', {
  executor_info: required(1, ExecutorInfo),
  allocated: repeated(2, Resource),
  statistics: optional(3, ResourceStatistics),
  container_id: required(4, ContainerID),
  tasks: repeated(5, ResourceUsageExecutorTask),
})
export type ResourceUsageExecutor = Infer<typeof ResourceUsageExecutor>

export const ResourceUsage = message('ResourceUsage', {
  executors: repeated(1, ResourceUsageExecutor),
  total: repeated(2, Resource),
})
export type ResourceUsage = Infer<typeof ResourceUsage>
