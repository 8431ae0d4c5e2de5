import type { FactKind } from '../../model/fact.ts'

/** Whether any program of the host listens on this TCP port. */
export const listening: FactKind<{ readonly port: number }, boolean> = {
  name: 'host/listening',
  subject: ({ port }) => `who listens on port ${port}`,
  command: () => ({ argv: ['cat', '/proc/net/tcp', '/proc/net/tcp6'], maxOutputBytes: 4_000_000 }),
  read: ({ stdout }, { port }) => {
    const wanted = port.toString(16).toUpperCase().padStart(4, '0')
    return stdout.split('\n').some(line => {
      const [, local = '', , state] = line.trim().split(/\s+/)
      return state === LISTEN && local.endsWith(`:${wanted}`)
    })
  },
}

/** TCP_LISTEN of include/net/tcp_states.h. */
const LISTEN = '0A'
