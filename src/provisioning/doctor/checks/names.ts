import { resolvedNames } from '../../facts/host/resolved.ts'
import { ask } from '../../model/fact.ts'
import type { Check, Examinee } from '../check.ts'

/** Names of other hosts that a host cannot turn into addresses. */
export const names: Check = {
  name: 'names',
  needs: host => (namesOf(host).length === 0 ? [] : [ask(resolvedNames, { names: namesOf(host) })]),
  find: hosts =>
    hosts.flatMap(host => {
      const wanted = namesOf(host)
      if (wanted.length === 0) return []
      const known = host.facts.get(resolvedNames, { names: wanted })
      const unknown = wanted.filter(name => !known.has(name))
      if (unknown.length === 0) return []
      return [
        {
          severity: 'error' as const,
          host: host.host.name,
          what: `does not know the address of ${unknown.join(', ')}`,
          hint: 'set mantl_address to an IP address, or make the name known there (DNS, /etc/hosts)',
        },
      ]
    }),
}

const namesOf = ({ host, cluster }: Examinee): readonly string[] => [
  ...new Set(
    cluster.hosts
      .filter(({ name }) => name !== host.name)
      .map(({ address }) => address)
      .filter(address => !isAddress(address)),
  ),
]

/** IPv4, or anything with a colon: IPv6. */
const isAddress = (text: string) => /^\d+\.\d+\.\d+\.\d+$/.test(text) || text.includes(':')
