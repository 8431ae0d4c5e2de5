import { readFileSync } from 'node:fs'
import { onlyLoopback } from './etc-files.ts'

/** Where systemd-resolved keeps what stands behind the server that it is itself. */
const behindStub = '/run/systemd/resolve/resolv.conf'

/** The host's resolv.conf for a container in a network of its own, where the host's loopback is out of reach. '' where there is none. */
export const hostResolver = (): string => {
  const own = read('/etc/resolv.conf')
  return onlyLoopback(own) ? read(behindStub) || own : own
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
