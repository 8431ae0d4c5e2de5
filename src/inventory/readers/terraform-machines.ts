import type { Plain } from '../value.ts'

/** Which attributes of each kind of Terraform's machines say its name, addresses, login and labels; the same as Mantl's terraform.py read. */
export interface MachineKind {
  readonly provider: string
  readonly name: (machine: Machine) => string | undefined
  /** From where mantl works. */
  readonly address: (machine: Machine) => string | undefined
  /** From where the other hosts are. */
  readonly privateAddress: (machine: Machine) => string | undefined
  /** Where role, dc and ssh_user stand. */
  readonly labels: (machine: Machine) => Readonly<Record<string, Plain>>
  readonly user?: string
}

/** Attributes as state version 4 nests them. */
export type Machine = Readonly<Record<string, Plain>>

const named = ({ name }: Machine) => textOf(name)
const mapAt = (key: string) => (machine: Machine) => mapOf(machine[key])
const at =
  (...path: readonly string[]) =>
  (machine: Machine) =>
    textOf(path.reduce<Plain | undefined>(step, machine))
const firstOf =
  (...reads: readonly ((machine: Machine) => string | undefined)[]) =>
  (machine: Machine) =>
    reads.map(read => read(machine)).find(value => value !== undefined)

const userData = ({ user_data }: Machine): Readonly<Record<string, Plain>> => {
  try {
    return mapOf(JSON.parse(textOf(user_data) ?? '{}') as Plain)
  } catch {
    return {}
  }
}

export const machineKinds: Readonly<Record<string, MachineKind>> = {
  aws_instance: {
    provider: 'aws',
    name: firstOf(at('tags', 'Name'), at('id')),
    address: machine =>
      at('tags', 'sshPrivateIp')(machine) === undefined
        ? firstOf(at('public_ip'), at('private_ip'))(machine)
        : at('private_ip')(machine),
    privateAddress: at('private_ip'),
    labels: mapAt('tags'),
  },
  digitalocean_droplet: {
    provider: 'digitalocean',
    name: named,
    address: at('ipv4_address'),
    privateAddress: firstOf(at('ipv4_address_private'), at('ipv4_address')),
    labels: userData,
    user: 'root',
  },
  google_compute_instance: {
    provider: 'gce',
    name: firstOf(named, at('id')),
    address: firstOf(
      at('network_interface', '0', 'access_config', '0', 'nat_ip'),
      at('network_interface', '0', 'access_config', '0', 'assigned_nat_ip'),
      at('network_interface', '0', 'network_ip'),
      at('network_interface', '0', 'address'),
    ),
    privateAddress: firstOf(at('network_interface', '0', 'network_ip'), at('network_interface', '0', 'address')),
    labels: mapAt('metadata'),
  },
  openstack_compute_instance_v2: {
    provider: 'openstack',
    name: named,
    address: firstOf(at('floating_ip'), at('access_ip_v4')),
    privateAddress: firstOf(at('network', '0', 'fixed_ip_v4'), at('access_ip_v4')),
    labels: mapAt('metadata'),
  },
  azure_instance: {
    provider: 'azure',
    name: named,
    address: at('vip_address'),
    privateAddress: at('ip_address'),
    labels: machine => ({ role: machine.description ?? '', ssh_user: machine.username ?? '' }),
  },
  softlayer_virtualserver: {
    provider: 'softlayer',
    name: named,
    address: at('ipv4_address'),
    privateAddress: at('ipv4_address_private'),
    labels: userData,
    user: 'root',
  },
  triton_machine: {
    provider: 'triton',
    name: named,
    address: at('primaryip'),
    privateAddress: machine => listOf(machine.ips).map(textOf).find(isPrivate) ?? at('primaryip')(machine),
    labels: mapAt('tags'),
    user: 'root',
  },
  vsphere_virtual_machine: {
    provider: 'vsphere',
    name: named,
    address: firstOf(
      at('default_ip_address'),
      at('network_interface', '0', 'ipv4_address'),
      at('network_interface', '0', 'ip_address'),
    ),
    privateAddress: firstOf(at('network_interface', '0', 'ipv4_address'), at('default_ip_address')),
    labels: machine => ({ ...mapOf(machine.custom_configuration_parameters), ...mapOf(machine.extra_config) }),
  },
  clc_server: {
    provider: 'clc',
    name: at('id'),
    address: firstOf(at('public_ip_address'), at('private_ip_address')),
    privateAddress: at('private_ip_address'),
    labels: mapAt('metadata'),
    user: 'root',
  },
}

const isPrivate = (ip: string | undefined) => ip?.startsWith('10.') || ip?.startsWith('192.168.')

const step = (value: Plain | undefined, key: string): Plain | undefined => {
  if (Array.isArray(value)) return value[Number(key)]
  return Object.hasOwn(mapOf(value), key) ? mapOf(value)[key] : undefined
}

const mapOf = (value: Plain | undefined): Readonly<Record<string, Plain>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, Plain>>) : {}

const listOf = (value: Plain | undefined): readonly Plain[] =>
  Array.isArray(value) ? value : Object.values(mapOf(value))

export const textOf = (value: Plain | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined
