import { execFileSync } from 'node:child_process'
import { lookup, lookupService } from 'node:dns/promises'
import { mkdirSync, statfsSync } from 'node:fs'
import { availableParallelism, hostname, networkInterfaces, totalmem } from 'node:os'
import { MantlError } from '../../errors.ts'
import { parseAttributes } from '../../mesos/attributes.ts'
import type { AgentInfo } from '../../mesos/messages/agent-info.ts'
import { DomainInfo } from '../../mesos/messages/basics.ts'
import { fromJson } from '../../mesos/messages/codec/index.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import { parseResources } from '../../mesos/resources/parse.ts'
import type { Parsed } from '../../mesos/resources/text-value.ts'
import { validateRole } from '../../mesos/roles.ts'
import type { FlagValues } from '../../runtime/flag-spec.ts'
import type { followerFlags } from './flags.ts'
import { withDetected } from './resources/detected.ts'
import { diskProblems } from './resources/disks.ts'
import { flagProblems } from './resources/flag-problems.ts'

export type FollowerFlags = FlagValues<typeof followerFlags>

const anywhere = '0.0.0.0'
const mb = 1024 * 1024

/** The address to listen on. Throws MantlError follower.flags. */
export const listenAddress = (flags: FollowerFlags): string => {
  if (flags.ip_discovery_command === undefined) return flags.ip ?? anywhere
  if (flags.ip !== undefined)
    throw new MantlError('follower.flags', '--ip and --ip_discovery_command exclude each other')
  return execFileSync('/bin/sh', ['-c', flags.ip_discovery_command], { encoding: 'utf8' }).trim()
}

/** The address that others are told: never 0.0.0.0. */
export const advertisedAddress = async (flags: FollowerFlags, listening: string): Promise<string> => {
  if (flags.advertise_ip !== undefined) return flags.advertise_ip
  if (listening !== anywhere) return listening
  const own = await lookup(hostname(), 4).catch(() => undefined)
  if (own && !own.address.startsWith('127.')) return own.address
  const outward = Object.values(networkInterfaces())
    .flat()
    .find(one => one?.family === 'IPv4' && !one.internal)
  return outward?.address ?? own?.address ?? '127.0.0.1'
}

const advertisedName = async (flags: FollowerFlags, ip: string): Promise<string> => {
  if (flags.hostname !== undefined) return flags.hostname
  if (!flags.hostname_lookup) return ip
  const found = await lookupService(ip, 0).catch(() => undefined)
  return found?.hostname ?? ip
}

/** What we are to register as. Throws MantlError follower.flags with all that is wrong. */
export const agentInfo = async (flags: FollowerFlags, ip: string, port: number): Promise<AgentInfo> => {
  const resources = parseResources(flags.resources ?? '', flags.default_role)
  const attributes = parseAttributes(flags.attributes ?? '')
  const domain = parseDomain(flags.domain)
  const problems = [
    ...resourceProblems(resources, flags).map(problem => `--resources: ${problem}`),
    ...('problem' in attributes ? [`--attributes: ${attributes.problem}`] : []),
    ...('problem' in domain ? [`--domain: ${domain.problem}`] : []),
  ]
  if (problems.length > 0 || 'problem' in resources || 'problem' in attributes || 'problem' in domain) {
    throw new MantlError('follower.flags', problems.join('; '))
  }
  return {
    hostname: await advertisedName(flags, ip),
    resources: [...withDetected(resources.value, machine(flags.work_dir), flags.default_role)],
    ...(attributes.value.length > 0 ? { attributes: attributes.value } : {}),
    ...(domain.value === undefined ? {} : { domain: domain.value }),
    port,
  }
}

const resourceProblems = (resources: Parsed<Resource[]>, flags: FollowerFlags): readonly string[] => {
  const role = validateRole(flags.default_role)
  if (role !== undefined) return [`the default ${role}`]
  if ('problem' in resources) return [resources.problem]
  const problems = flagProblems(resources.value, flags.work_dir)
  return problems.length > 0 ? problems : diskProblems(resources.value, flags.work_dir)
}

/** `{"fault_domain":{"region":{"name":…},"zone":{"name":…}}}` */
const parseDomain = (given: unknown): { readonly value?: DomainInfo } | { readonly problem: string } => {
  if (given === undefined) return {}
  try {
    const value = fromJson(DomainInfo, given)
    return value.fault_domain === undefined ? { problem: 'it has no fault_domain' } : { value }
  } catch (error) {
    return { problem: (error as Error).message }
  }
}

const machine = (workDir: string) => {
  mkdirSync(workDir, { recursive: true })
  const { blocks, bsize } = statfsSync(workDir)
  return {
    cpus: availableParallelism(),
    memory: Math.floor(totalmem() / mb),
    disk: Math.floor((blocks * bsize) / mb),
  }
}
