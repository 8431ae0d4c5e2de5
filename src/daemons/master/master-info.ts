import type { MasterInfo } from '../../mesos/messages/agent-info.ts'
import type { DomainInfo } from '../../mesos/messages/basics.ts'

export interface Identity {
  /** A random UUID of this process. */
  readonly id: string
  /** Where others reach us: IPv4 text, port, name. */
  readonly ip: string
  readonly port: number
  readonly hostname: string
  readonly version: string
  readonly domain?: DomainInfo
}

/** How a master shows itself in ZooKeeper and to frameworks (facts/master.md 1). */
export const masterInfo = ({ id, ip, port, hostname, version, domain }: Identity): MasterInfo => ({
  id,
  ip: addressNumber(ip),
  port,
  pid: `master@${ip}:${port}`,
  hostname,
  version,
  address: { hostname, ip, port },
  ...(domain && { domain }),
  capabilities: [{ type: 'AGENT_UPDATE' }, { type: 'AGENT_DRAINING' }, { type: 'QUOTA_V2' }],
})

/** The four bytes in network order, read as a little-endian integer: 127.0.0.1 is 16777343. */
export const addressNumber = (ip: string): number =>
  ip.split('.').reduce((sum, byte, index) => sum + Number(byte) * 256 ** index, 0)
