import { MantlError } from '../errors.ts'
import { didYouMean } from '../inventory/did-you-mean.ts'
import type { ClusterAgent } from './cluster-agents.ts'

/**
 * PURE. By id, address, name in the inventory or host name; else by the end of an id (`S3`), the start of one, or the start of a host name, where it is the only
 * one. One that the leader has given up is meant only where no other is. Throws `agent.unknown`, `agent.ambiguous`.
 */
export const findAgent = (agents: readonly ClusterAgent[], wanted: string): ClusterAgent => {
  for (const matches of wanted === '' ? [] : ways) {
    const all = agents.filter(agent => matches(agent, wanted))
    const present = all.filter(({ state }) => state !== 'unreachable')
    const found = present.length > 0 ? present : all
    if (found.length === 1) return found[0]!
    if (found.length > 1) throw ambiguous(wanted, found)
  }
  throw new MantlError('agent.unknown', `there is no agent ${wanted}`, {
    hint:
      didYouMean(
        wanted,
        agents.flatMap(({ node = '', hostname, id }) => [node, hostname, id].filter(name => name !== '')),
      ) ?? '`mantl agents list` shows all that the leader knows of',
  })
}

type Way = (agent: ClusterAgent, wanted: string) => boolean

const ways: readonly Way[] = [
  ({ id }, wanted) => id === wanted,
  ({ address }, wanted) => address === wanted,
  ({ node }, wanted) => node?.toLowerCase() === wanted.toLowerCase(),
  ({ hostname }, wanted) => hostname.toLowerCase() === wanted.toLowerCase(),
  ({ id }, wanted) => /^S\d+$/.test(wanted) && id.endsWith(`-${wanted}`),
  ({ id }, wanted) => id.startsWith(wanted),
  ({ node = '', hostname }, wanted) =>
    [node, hostname].some(name => name.toLowerCase().startsWith(wanted.toLowerCase())),
]

const ambiguous = (wanted: string, found: readonly ClusterAgent[]) => {
  const some = found.slice(0, 5).map(({ id, hostname, address }) => `${id} (${hostname}${address && ` ${address}`})`)
  const more = found.length > some.length ? ` and ${found.length - some.length} more` : ''
  return new MantlError('agent.ambiguous', `${wanted} may be any of ${some.join(', ')}${more}`, {
    hint: 'say the whole id, or HOST:PORT',
  })
}
