import { z } from 'zod'
import type { Plain } from '../value.ts'
import type { HostListing, ListedGroup } from './host-listing.ts'
import { type Machine, machineKinds, textOf } from './terraform-machines.ts'

const v4 = z.object({
  version: z.literal(4),
  resources: z.array(
    z.object({
      mode: z.string().optional(),
      type: z.string(),
      module: z.string().optional(),
      instances: z.array(z.object({ attributes: z.record(z.string(), z.unknown()).nullish() })),
    }),
  ),
})

const v3 = z.object({
  version: z.literal(3).or(z.literal(1)).or(z.literal(2)),
  modules: z.array(
    z.object({
      path: z.array(z.string()),
      resources: z.record(
        z.string(),
        z.object({
          type: z.string(),
          primary: z.object({ attributes: z.record(z.string(), z.string()).nullish() }).nullish(),
        }),
      ),
    }),
  ),
})

interface Found {
  readonly type: string
  readonly module: string
  readonly machine: Machine
}

/**
 * Hosts out of a Terraform state (versions 1 to 4), in the groups `role=…`, `dc=…` and `provider=…` as Mantl had them. Machines of kinds
 * that are not known here are left alone, as are other resources.
 */
export const readTerraformState = (text: string): HostListing | { readonly wrong: string } => {
  const found = machinesOf(text)
  if ('wrong' in found) return found
  const hosts = found.machines.flatMap(hostOf)
  const groups = new Map<string, ListedGroup & { hosts: string[] }>()
  for (const { name, groups: its } of hosts)
    for (const group of its) {
      const known = groups.get(group) ?? { hosts: [], children: [], variables: {} }
      groups.set(group, known)
      known.hosts.push(name)
    }
  return { groups, hostVariables: new Map(hosts.map(({ name, variables }) => [name, variables])) }
}

const machinesOf = (text: string): { readonly machines: readonly Found[] } | { readonly wrong: string } => {
  const json = parseJson(text)
  const version = (json as { version?: unknown } | undefined)?.version
  const four = v4.safeParse(json)
  if (four.success)
    return {
      machines: four.data.resources
        .filter(({ mode }) => mode !== 'data')
        .flatMap(({ type, module = 'root', instances }) =>
          instances.map(({ attributes }) => ({
            type,
            module: lastName(module),
            machine: (attributes ?? {}) as Machine,
          })),
        ),
    }
  const three = v3.safeParse(json)
  if (three.success)
    return {
      machines: three.data.modules.flatMap(({ path, resources }) =>
        Object.values(resources).map(({ type, primary }) => ({
          type,
          module: path.at(-1) ?? 'root',
          machine: nested(primary?.attributes ?? {}),
        })),
      ),
    }
  return {
    wrong:
      typeof version === 'number' ? `a Terraform state of version ${version}, or a damaged one` : 'no Terraform state',
  }
}

const lastName = (module: string) => module.split('.').at(-1) ?? module

const hostOf = ({ type, module, machine }: Found) => {
  const kind = Object.hasOwn(machineKinds, type) ? machineKinds[type] : undefined
  const name = kind?.name(machine)
  if (kind === undefined || name === undefined) return []
  const labels = kind.labels(machine)
  const role = textOf(labels.role) ?? 'none'
  const dc = (textOf(labels.dc ?? labels.consul_dc) ?? module).replace(/[^\w-]/g, '-')
  const address = kind.address(machine)
  const privateAddress = kind.privateAddress(machine)
  const user = textOf(labels.sshUser ?? labels.ssh_user) ?? kind.user
  const variables: Record<string, Plain> = {
    provider: kind.provider,
    role,
    consul_dc: dc,
    ...(address === undefined ? {} : { ansible_host: address, public_ipv4: address }),
    ...(privateAddress === undefined ? {} : { private_ipv4: privateAddress, mantl_address: privateAddress }),
    ...(user === undefined ? {} : { ansible_user: user }),
  }
  return [{ name, variables, groups: [`role=${role}`, `dc=${dc}`, `provider=${kind.provider}`] }]
}

/** `tags.Name`, `network.0.fixed_ip_v4`: a tree; counts (`tags.%`, `ips.#`) are left out. */
const nested = (flat: Readonly<Record<string, string>>): Machine => {
  const root: Record<string, Plain> = Object.create(null)
  for (const [path, value] of Object.entries(flat)) {
    const steps = path.split('.')
    const last = steps.pop()!
    if (last === '%' || last === '#') continue
    let below = root
    for (const name of steps) {
      const next = Object.hasOwn(below, name) ? below[name] : undefined
      below = below[name] =
        typeof next === 'object' && next !== null && !Array.isArray(next)
          ? (next as Record<string, Plain>)
          : Object.create(null)
    }
    below[last] = value
  }
  return root
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
