import { lookup } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { MantlError } from '../errors.ts'
import { creatorAllWorldRead, openAcl } from '../zookeeper/acl.ts'
import { connectZooKeeper, type ZooKeeperClient, type ZooKeeperOptions } from '../zookeeper/client.ts'
import type { ZooKeeperLog } from '../zookeeper/session-socket.ts'
import type { ZooKeeperUrl } from '../zookeeper/url.ts'
import type { Detector, Leader } from './detector.ts'
import { embeddedDetector } from './embedded-detector.ts'
import { type MasterAddress, parseMasterAddress } from './master-address.ts'
import { masterAt } from './master-info.ts'
import { zooKeeperDetector } from './zookeeper-detector.ts'

export type OpenDetectorOptions = {
  /** --zk's or --master's value: host:port, zk://…, file:///path. */
  readonly address: string
  readonly sessionTimeoutMs?: number
  readonly log?: ZooKeeperLog
}

/** Throws what parseMasterAddress throws, and 'coordination.bad_address' for a file or a name that can't be had. */
export const openDetector = async ({ address, sessionTimeoutMs, log }: OpenDetectorOptions): Promise<Detector> => {
  const where = await withoutFile(parseMasterAddress(address))
  if (where.kind === 'zookeeper') {
    const connect = () => connectFor(where.url, { sessionTimeoutMs, log })
    return zooKeeperDetector({ connect, folder: where.url.chroot, log })
  }
  const leader = await resolve(where.host, where.port)
  return embeddedDetector(async () => leader)
}

export type ConnectOptions = Pick<ZooKeeperOptions, 'sessionTimeoutMs' | 'log' | 'earlier' | 'dial'>

/** A session for the election under `url.chroot`; what it makes has the access list that Mesos would give it. */
export const connectFor = ({ servers, auth }: ZooKeeperUrl, options: ConnectOptions): ZooKeeperClient =>
  connectZooKeeper({ servers, auth, acl: auth ? creatorAllWorldRead : openAcl, ...options })

const withoutFile = async (where: MasterAddress): Promise<Exclude<MasterAddress, { kind: 'file' }>> => {
  if (where.kind !== 'file') return where
  const text = await readFile(where.path, 'utf8').catch(cause => {
    throw new MantlError('coordination.bad_address', `Master address file ${where.path} can't be read`, { cause })
  })
  const inner = parseMasterAddress(text)
  if (inner.kind !== 'file') return inner
  throw new MantlError('coordination.bad_address', `Master address file ${where.path} names another file`)
}

const resolve = async (hostname: string, port: number): Promise<Leader> => {
  const { address: ip } = await lookup(hostname, 4).catch(cause => {
    throw new MantlError('coordination.bad_address', `Master host ${hostname} has no IPv4 address`, {
      cause,
      retryable: true,
    })
  })
  return masterAt({ id: '', hostname, ip, port })
}
