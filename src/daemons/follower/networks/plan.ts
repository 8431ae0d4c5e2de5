import type { NetworkInfo } from '../../../mesos/messages/container.ts'

/** What it takes to join a container to networks, decided before anything is done. A value that is kept on disk. PURE. */
export interface NetworkPlan {
  /** What plugins call the container. */
  readonly containerId: string
  /** A folder of its own: Mesos' layout of names below --runtime_dir or --work_dir (containerizer.md 4). */
  readonly folder: string
  readonly hostname: string
  /** In the order of joining. */
  readonly networks: readonly JoinedNetwork[]
  /** Where configurations are looked for. */
  readonly configFolder: string
  /** Where plugins are looked for. */
  readonly pluginFolders: readonly string[]
}

export interface JoinedNetwork {
  readonly name: string
  /** Its name inside: eth0, eth1, … */
  readonly interface: string
  /** What the framework asks for. */
  readonly info: NetworkInfo
  /** Where the network itself names no servers. */
  readonly dns?: Dns
}

/** Names of a resolv.conf (protos.md, CNI's DNS). */
export interface Dns {
  readonly nameservers?: readonly string[]
  readonly domain?: string
  readonly search?: readonly string[]
  readonly options?: readonly string[]
}

/** Addresses are given in milliseconds, or over the network: a plugin that takes longer will not answer. */
export const pluginMillis = 60_000

export const namespaceFile = (folder: string): string => `${folder}/ns`

/** The files of /etc that a container with networks of its own has, beside its namespace. */
export const etcFiles = ['hosts', 'hostname', 'resolv.conf'] as const

export const networkFolder = (folder: string, network: string): string => `${folder}/${network}`
export const configFile = (folder: string, network: string): string => `${folder}/${network}/network.conf`
export const resultFile = (folder: string, network: string, interfaceName: string): string =>
  `${folder}/${network}/${interfaceName}/network.info`
