import type { NetworkInfo } from '../../../mesos/messages/container.ts'

/** Arguments of iptables, each a value of its own. PURE. */
export type Rule = readonly string[]

const mark = (containerId: string): string => `container_id: ${containerId}`

/** The chain of our own, and the ways into it: for what comes to this host, and for what it sends to itself by another address than 127/8. */
export const chainRules = (
  chain: string,
): { readonly make: Rule; readonly jumps: readonly (readonly [string, Rule])[] } => ({
  make: ['-N', chain],
  jumps: [
    ['PREROUTING', ['-m', 'addrtype', '--dst-type', 'LOCAL', '-j', chain]],
    ['OUTPUT', ['!', '-d', '127.0.0.0/8', '-m', 'addrtype', '--dst-type', 'LOCAL', '-j', chain]],
  ],
})

/** Rules that lead ports of the host to the container, without -A and the chain. What comes in by an excluded device is left alone. */
export const mappingRules = (
  containerId: string,
  address: string,
  mappings: NonNullable<NetworkInfo['port_mappings']>,
  excludeDevices: readonly string[],
): readonly Rule[] =>
  mappings.flatMap(({ host_port, container_port, protocol }) => {
    const kind = (protocol ?? 'tcp').toLowerCase()
    const match = [
      '-p',
      kind,
      '-m',
      kind,
      '--dport',
      String(host_port),
      '-m',
      'comment',
      '--comment',
      mark(containerId),
    ]
    return [
      ...excludeDevices.map(device => ['-i', device, ...match, '-j', 'RETURN']),
      [...match, '-j', 'DNAT', '--to-destination', `${address}:${container_port}`],
    ]
  })

/** Of what `iptables -S` has printed, the arguments that delete what is the container's. */
export const deletions = (printed: string, containerId: string): readonly Rule[] =>
  printed.split('\n').flatMap(line => {
    const words = wordsOf(line)
    const comment = words[words.indexOf('--comment') + 1]
    return words[0] === '-A' && comment === mark(containerId) ? [['-D', ...words.slice(1)]] : []
  })

/** Words are parted by spaces, but for those in double quotes, where \ takes the next character as it is. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? plain! : quoted.replaceAll(/\\(.)/g, '$1'),
  )

const protocols = ['tcp', 'udp', 'sctp', 'udplite']

/** What is wrong with the ports that a framework wants mapped. */
export const mappingProblem = (mappings: NetworkInfo['port_mappings'] = []): string | undefined => {
  for (const { host_port, container_port, protocol } of mappings) {
    for (const port of [host_port, container_port]) {
      if (!(port >= 1 && port <= 65_535)) return `${port} is no port`
    }
    if (protocol !== undefined && !protocols.includes(protocol.toLowerCase()))
      return `'${protocol}' is none of ${protocols.join(', ')}`
  }
  return undefined
}
