import type { Dns, NetworkPlan } from './plan.ts'
import type { CniResult } from './result.ts'

/** Contents of /etc/hosts, /etc/hostname and /etc/resolv.conf of a container with networks of its own. `own`: the host's resolv.conf. PURE. */
export const etcContents = (
  { hostname, networks }: Pick<NetworkPlan, 'hostname' | 'networks'>,
  results: ReadonlyMap<string, CniResult>,
  own: string,
): Readonly<Record<'hosts' | 'hostname' | 'resolv.conf', string>> => {
  const joined = networks.flatMap(({ name, dns }) => {
    const result = results.get(name)
    return result === undefined ? [] : [{ result, dns }]
  })
  const addresses = joined.flatMap(({ result }) => result.addresses)
  const servers = joined.map(({ result, dns }) =>
    (result.dns.nameservers ?? []).length > 0 ? result.dns : (dns ?? {}),
  )
  const merged = mergeDns(servers)
  return {
    hosts: hosts(hostname, addresses),
    hostname: `${hostname}\n`,
    'resolv.conf': (merged.nameservers ?? []).length === 0 ? own : resolvConf(merged),
  }
}

/** The first address of each protocol is what the name means. */
const hosts = (hostname: string, addresses: CniResult['addresses']): string => {
  const first = (['IPv4', 'IPv6'] as const).flatMap(kind => addresses.find(({ protocol }) => protocol === kind) ?? [])
  return ['127.0.0.1 localhost', ...first.map(({ address }) => `${address} ${hostname}`), ''].join('\n')
}

/** In the order of the networks; of what there can be only one of, the last counts (Mesos' network/cni). */
const mergeDns = (all: readonly Dns[]): Dns => ({
  nameservers: all.flatMap(({ nameservers }) => nameservers ?? []),
  search: all.flatMap(({ search }) => search ?? []),
  options: all.flatMap(({ options }) => options ?? []),
  ...all.reduce((last, { domain }) => (domain === undefined ? last : { domain }), {}),
})

const resolvConf = ({ domain, search = [], options = [], nameservers = [] }: Dns): string =>
  [
    ...(domain === undefined ? [] : [`domain ${domain}`]),
    ...(search.length === 0 ? [] : [`search ${search.join(' ')}`]),
    ...(options.length === 0 ? [] : [`options ${options.join(' ')}`]),
    ...nameservers.map(server => `nameserver ${server}`),
    '',
  ].join('\n')

/** Whether all servers of a resolv.conf are the host's own: nobody else reaches them. */
export const onlyLoopback = (text: string): boolean => {
  const servers = [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, server]) => server!)
  return servers.length > 0 && servers.every(server => server.startsWith('127.') || server === '::1')
}
