import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import type { Options } from 'execa'
import { MantlError } from '../../src/errors.ts'
import { type AptProxy, startAptProxy } from './apt-proxy.ts'
import { imageFolders, type Layer } from './base-image.ts'
import { cgroupFolders } from './cgroups.ts'
import { awaitBanners, launch, type TestHost, testHost } from './host.ts'
import { aptProxyAddress, createDisks, keyFile, knownHostsFile, sshConfigFile } from './host-disk.ts'
import { insideLab } from './inside-lab.ts'
import { type HostInit, type HostRecord, type LabRecord, readRecords, writeRecord } from './lab-record.ts'
import { controllerAddress, createNetwork } from './network.ts'
import { bootId, identify } from './processes.ts'
import { type Relay, relayInto } from './relay.ts'
import { removeLab, sweep } from './remove-lab.ts'
import { canRunHosts } from './requirements.ts'

/** Addresses of one lab are of one /16; the first is 10.10.0.11 where none are given. */
export interface HostRequest {
  readonly name: string
  readonly ip?: string
  readonly layer?: Layer
  readonly init?: HostInit
  /** Megabytes of a file system of its own (ext4 in a file), which can be full; absent: it shares this machine's. */
  readonly disk?: number
}

/** `layer`: that of hosts which name none, 'plain' if absent. `kept`: stays after this process ends, until it is closed. */
export interface LabRequest {
  readonly hosts: readonly HostRequest[]
  readonly layer?: Layer
  readonly kept?: boolean
}

/**
 * Hosts in a network of their own. Logins by `keyFile`: root, deploy (sudo without a password), nosudo (none); all of it ready
 * to use in `sshConfigFile` (`ssh -F`), whose host keys are in `knownHostsFile`.
 */
export interface Lab {
  readonly id: string
  readonly address: string
  readonly hosts: readonly TestHost[]
  readonly keyFile: string
  readonly knownHostsFile: string
  readonly sshConfigFile: string
  /** Throws 'hosts.unknown-host'. */
  readonly host: (name: string) => TestHost
  /** Starts a program of this machine in the lab's network: it reaches the hosts and nothing else. An execa process. */
  readonly runInside: <T extends Options>(argv: readonly string[], options?: T) => ReturnType<typeof insideLab<T>>
  /** A port on this machine's loopback that leads to `port` of the host, for libraries under test in this very process. */
  readonly connectThrough: (host: string, port: number) => Promise<Relay>
  /** Ends all processes in the lab and removes everything that belongs to it. */
  readonly close: () => Promise<void>
}

/** Boots the hosts and returns when all greet over SSH. Leftovers of dead processes are swept before. */
export const createLab = async (request: LabRequest): Promise<Lab> => {
  const missing = await canRunHosts()
  if (missing.length > 0) throw new MantlError('hosts.impossible', `test hosts cannot run here: ${missing.join('; ')}`)
  await Promise.all([sweep(), allowManyHosts()])
  const planned = await planLab(request)
  await writeRecord(planned)
  try {
    const proxy = await startAptProxy()
    const record = { ...planned, images: await imagesOf(planned, proxy) }
    await writeRecord(record)
    await allEnded([createNetwork(record.id, record.address, record.hosts), createDisks(record)])
    await relayPackages(record, proxy)
    await allEnded(record.hosts.map(host => launch(record, host)))
    await awaitBanners(record, record.hosts)
    // Until here a lab that is to stay is its maker's, so that one given up halfway is swept.
    if (request.kept) await writeRecord({ ...record, owner: undefined })
    return labFrom(record)
  } catch (error) {
    await removeLab(planned)
    throw error
  }
}

/** Throws what the first of them threw, but only once none is at work any more: cleaning up beside them would miss something. */
const allEnded = async (work: readonly Promise<unknown>[]): Promise<void> => {
  for (const result of await Promise.allSettled(work)) if (result.status === 'rejected') throw result.reason
}

/** The labs that stand on this machine, of whatever process. */
export const openLabs = async (): Promise<Lab[]> => (await readRecords()).map(labFrom)

const planLab = async ({ hosts, layer = 'plain' }: LabRequest): Promise<LabRecord> => {
  const id = `mantl-${randomBytes(3).toString('hex')}`
  const planned = hosts.map(async (host, index): Promise<HostRecord> => {
    const netns = `${id}-${host.name}`
    const ip = host.ip ?? defaultAddress(index)
    const cgroups = await cgroupFolders(netns)
    const { name, disk, init = 'systemd' } = host
    const own = disk === undefined ? {} : { disk }
    return { name, ip, index, netns, layer: host.layer ?? layer, init, cgroups, ...own }
  })
  return {
    id,
    owner: await identify(process.pid),
    boot: await bootId(),
    address: controllerAddress(hosts[0]?.ip ?? defaultAddress(0)),
    hosts: await Promise.all(planned),
    images: {},
  }
}

const addressesPerBlock = 200
const defaultAddress = (index: number): string =>
  `10.10.${Math.floor(index / addressesPerBlock)}.${11 + (index % addressesPerBlock)}`

const imagesOf = async (record: LabRecord, proxy: AptProxy): Promise<LabRecord['images']> => {
  const wanted = new Set(record.hosts.map(host => host.layer))
  return Object.fromEntries(
    await Promise.all([...wanted].map(async layer => [layer, await imageFolders(layer, proxy.url)] as const)),
  )
}

/** The only way out of the lab: one port of the controller's address leads to the package cache. */
const relayPackages = async (record: LabRecord, proxy: AptProxy): Promise<void> => {
  const { ip, port } = aptProxyAddress(record)
  const relay = ['socat', `TCP-LISTEN:${port},bind=${ip},fork,reuseaddr`, `UNIX-CONNECT:${proxy.socket}`]
  const child = spawn('nsenter', [`--net=/run/netns/${record.id}`, '--', ...relay], { detached: true, stdio: 'ignore' })
  await once(child, 'spawn')
  child.unref()
}

const labFrom = (record: LabRecord): Lab => {
  const hosts = record.hosts.map(host => testHost(record, host))
  const relays: Relay[] = []
  const host = (name: string): TestHost => {
    const found = hosts.find(one => one.name === name)
    if (found) return found
    throw new MantlError('hosts.unknown-host', `lab ${record.id} has no host ${name}`)
  }
  return {
    id: record.id,
    address: record.address,
    hosts,
    host,
    keyFile: keyFile(record.id),
    knownHostsFile: knownHostsFile(record.id),
    sshConfigFile: sshConfigFile(record.id),
    runInside: (argv, options) => insideLab(record.id, argv, options),
    connectThrough: async (name, port) => {
      const relay = await relayInto(record.id, host(name).ip, port)
      relays.push(relay)
      return relay
    },
    close: async () => {
      await Promise.all(relays.map(relay => relay.close()))
      await removeLab(record)
    },
  }
}

/** Each systemd holds about five inotify instances, all as the same user: the usual 128 stop hosts past about 20, silently. */
const allowManyHosts = async (): Promise<void> => {
  const setting = '/proc/sys/fs/inotify/max_user_instances'
  if (Number(await readFile(setting, 'utf8')) < inotifyInstances) await writeFile(setting, String(inotifyInstances))
}
const inotifyInstances = 8192
