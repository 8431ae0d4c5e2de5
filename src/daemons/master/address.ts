import { execFile } from 'node:child_process'
import { lookup, reverse } from 'node:dns/promises'
import { isIPv4 } from 'node:net'
import { hostname as ownName } from 'node:os'
import { promisify } from 'node:util'
import { MantlError } from '../../errors.ts'
import type { MasterFlags } from './settings.ts'

export interface Address {
  /** Where to listen. */
  readonly bind: string
  /** What others are told. */
  readonly ip: string
  readonly hostname: string
}

type AddressFlags = Pick<MasterFlags, 'ip' | 'advertise_ip' | 'ip_discovery_command' | 'hostname' | 'hostname_lookup'>

/** From --ip, --advertise_ip, --hostname and their like (facts/flags.md 1 and 6). Throws `address.unknown`. */
export const findAddress = async (flags: AddressFlags): Promise<Address> => {
  const given = flags.ip ?? (flags.ip_discovery_command && (await discover(flags.ip_discovery_command)))
  const ip = flags.advertise_ip ?? given ?? (await ownAddress())
  return { bind: given ?? '0.0.0.0', ip, hostname: flags.hostname ?? (await nameOf(ip, flags.hostname_lookup)) }
}

const discover = async (command: string): Promise<string> => {
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command], { timeout: 30_000 }).catch(cause => {
    throw new MantlError('address.unknown', `--ip_discovery_command failed: ${cause.message}`, { cause })
  })
  if (isIPv4(stdout.trim())) return stdout.trim()
  throw new MantlError('address.unknown', `--ip_discovery_command printed '${stdout.trim()}', which is no IPv4 address`)
}

const ownAddress = async (): Promise<string> => {
  try {
    return (await lookup(ownName(), { family: 4 })).address
  } catch (cause) {
    throw new MantlError('address.unknown', `the name of this machine, ${ownName()}, has no IPv4 address`, {
      hint: 'give --ip or --advertise_ip',
      cause,
    })
  }
}

const nameOf = async (ip: string, look: boolean): Promise<string> => {
  if (!look) return ip
  if (ip.startsWith('127.')) return 'localhost' // nobody's resolver is asked about the loopback
  const names = await reverse(ip).catch(() => [])
  return names[0] ?? ip
}
