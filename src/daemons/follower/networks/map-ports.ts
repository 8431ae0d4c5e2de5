import { MantlError } from '../../../errors.ts'
import type { NetworkInfo } from '../../../mesos/messages/container.ts'
import { type ProgramEnd, runProgram } from '../linux/run-program.ts'
import { chainRules, deletions, mappingRules, type Rule } from './port-rules.ts'

const timeoutMillis = 30_000

/** iptables, waiting for whoever holds its lock. */
const nat = (args: Rule): Promise<ProgramEnd> =>
  runProgram({ program: 'iptables', args: ['-w', '-t', 'nat', ...args], timeoutMillis })

const must = async (args: Rule): Promise<void> => {
  const { code, stderr } = await nat(args)
  if (code !== 0) throw new MantlError('follower.network', `iptables ${args.join(' ')} failed: ${stderr.trim()}`)
}

/** Where it is not there yet. */
const append = async (chain: string, rule: Rule): Promise<void> => {
  const { code } = await nat(['-C', chain, ...rule])
  if (code !== 0) await must(['-A', chain, ...rule])
}

/** Ports of the host lead to the container's from now on. Throws MantlError follower.network. */
export const mapPorts = async (
  chain: string,
  excludeDevices: readonly string[],
  containerId: string,
  address: string,
  mappings: NonNullable<NetworkInfo['port_mappings']>,
): Promise<void> => {
  const { make, jumps } = chainRules(chain)
  // Another container may make it at the same time: then this one fails, and all is well.
  await nat(make)
  for (const [from, jump] of jumps) await append(from, jump)
  for (const rule of mappingRules(containerId, address, mappings, excludeDevices)) await append(chain, rule)
}

/** All that is marked as the container's goes; the chain stays, for others may be using it this moment. */
export const unmapPorts = async (chain: string, containerId: string): Promise<void> => {
  const { code, stdout } = await nat(['-S', chain])
  if (code !== 0) return
  for (const rule of deletions(stdout, containerId)) await must(rule)
}
