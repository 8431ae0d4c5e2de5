import * as z from 'zod'
import type { NetworkInfo } from '../../../mesos/messages/container.ts'
import type { Dns } from './plan.ts'

/** What a plugin says of the network that it has joined. PURE. */
export interface CniResult {
  /** Without the length of their prefix. */
  readonly addresses: readonly Address[]
  readonly dns: Dns
  /** As it was printed: what later plugins of a chain read. */
  readonly raw: object
}

interface Address {
  readonly protocol: 'IPv4' | 'IPv6'
  readonly address: string
}

const text = z.string().max(1024)
const oldAddress = z.looseObject({ ip: text })
const dns = z.looseObject({
  nameservers: z.array(text).nullish(),
  domain: text.nullish(),
  search: z.array(text).nullish(),
  options: z.array(text).nullish(),
})
/** `ips` since 0.3.0; `ip4` and `ip6` before (CNI's specification, Result). */
const result = z.looseObject({
  ips: z.array(z.looseObject({ address: text })).nullish(),
  ip4: oldAddress.nullish(),
  ip6: oldAddress.nullish(),
  dns: dns.nullish(),
})

export const parseResult = (printed: string): CniResult | { readonly problem: string } => {
  let json: unknown
  try {
    json = JSON.parse(printed)
  } catch (error) {
    return { problem: (error as Error).message }
  }
  const parsed = result.safeParse(json)
  if (!parsed.success)
    return { problem: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') }
  const { ips, ip4, ip6, dns: servers } = parsed.data
  const all = [...(ips ?? []).map(({ address }) => address), ...[ip4, ip6].flatMap(one => one?.ip ?? [])]
  return { addresses: all.flatMap(addressOf), dns: dnsOf(servers ?? {}), raw: json as object }
}

const addressOf = (cidr: string): readonly Address[] => {
  const [address = ''] = cidr.split('/')
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return [{ protocol: 'IPv4', address }]
  return /^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/.test(address) ? [{ protocol: 'IPv6', address }] : []
}

/** Names become lines of a file: those that would break it are left out. */
const dnsOf = ({ nameservers, domain, search, options }: z.infer<typeof dns>): Dns => {
  const clean = (names: readonly string[] | null | undefined) => names?.filter(name => /^[^\s]+$/.test(name)) ?? []
  return {
    nameservers: clean(nameservers),
    search: clean(search),
    options: clean(options),
    ...(domain && /^[^\s]+$/.test(domain) ? { domain } : {}),
  }
}

/** What a container's status says of a network that it has joined: what was asked for, with the addresses that were given. */
export const networkInfoOf = (asked: NetworkInfo, { addresses }: CniResult): NetworkInfo => ({
  ...asked,
  ip_addresses: addresses.map(({ protocol, address }) => ({ protocol, ip_address: address })),
})

/** A plugin's own words when it fails (CNI's specification, Error), or whatever it has printed. */
export const errorText = (stdout: string, stderr: string): string => {
  try {
    const { msg, details } = JSON.parse(stdout) as { msg?: unknown; details?: unknown }
    if (typeof msg === 'string' && msg !== '')
      return typeof details === 'string' && details !== '' ? `${msg}; ${details}` : msg
  } catch {}
  return (
    [stdout, stderr]
      .map(one => one.trim())
      .filter(one => one !== '')
      .join('; ') || 'it says nothing'
  )
}
