/** The TCP ports on which somebody listens. PURE. `text`: what `ss -ltn` says, or /proc/net/tcp and tcp6 (proc(5)). */
export const portsIn = (text: string): ReadonlySet<number> =>
  new Set(
    text.split('\n').flatMap(line => {
      const words = line.trim().split(/\s+/)
      if (words[0] === 'LISTEN') return portOf(words[3], 10)
      return words[3] === LISTEN ? portOf(words[1], 16) : []
    }),
  )

const portOf = (address: string | undefined, base: number): number[] => {
  const [, port] = /:([0-9A-Fa-f]+)$/.exec(address ?? '') ?? []
  return port === undefined ? [] : [Number.parseInt(port, base)]
}

/** TCP_LISTEN of include/net/tcp_states.h. */
const LISTEN = '0A'
