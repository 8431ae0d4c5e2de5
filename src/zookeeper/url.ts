import { MantlError } from '../errors.ts'
import { pathProblem } from './paths.ts'

export type ZooKeeperServer = { readonly host: string; readonly port: number }
export type ZooKeeperAuth = { readonly scheme: 'digest'; readonly id: string }

export type ZooKeeperUrl = {
  readonly servers: readonly ZooKeeperServer[]
  /** '/' or a path without a slash at its end. */
  readonly chroot: string
  readonly auth?: ZooKeeperAuth
}

const scheme = 'zk://'
const defaultPort = 2181

/**
 * Mesos' form, `zk://[user:password@]host[:port][,host[:port]…][/path]`; an IPv6 address stands in brackets. The password may hold
 * anything up to the last `@`. Throws MantlError 'zookeeper.bad_url', whose message never shows the password.
 */
export const parseZooKeeperUrl = (text: string): ZooKeeperUrl => {
  if (!text.startsWith(scheme)) throw bad(text, `it does not start with ${scheme}`)
  const rest = text.slice(scheme.length)
  const at = rest.lastIndexOf('@')
  const hostsAndPath = rest.slice(at + 1)
  const slash = hostsAndPath.indexOf('/')
  const hosts = slash === -1 ? hostsAndPath : hostsAndPath.slice(0, slash)
  const auth = at === -1 ? undefined : parseAuth(text, rest.slice(0, at))
  return {
    servers: hosts.split(',').map(host => parseServer(text, host)),
    chroot: parseChroot(text, slash === -1 ? '' : hostsAndPath.slice(slash)),
    ...(auth && { auth }),
  }
}

/** Fit for logs: the password is hidden. */
export const redactZooKeeperUrl = (text: string): string => {
  const at = text.lastIndexOf('@')
  if (!text.startsWith(scheme) || at === -1) return text
  const credentials = text.slice(scheme.length, at)
  const colon = credentials.indexOf(':')
  const user = colon === -1 ? '***' : `${credentials.slice(0, colon)}:***`
  return `${scheme}${user}${text.slice(at)}`
}

const bad = (text: string, problem: string): MantlError =>
  new MantlError('zookeeper.bad_url', `ZooKeeper address ${JSON.stringify(redactZooKeeperUrl(text))}: ${problem}`, {
    hint: 'write zk://[user:password@]host1:port1,host2:port2/path',
  })

const parseAuth = (text: string, credentials: string): ZooKeeperAuth => {
  const colon = credentials.indexOf(':')
  if (colon <= 0) throw bad(text, 'before the @ there must be user:password')
  return digestLogin(credentials)
}

/** `user:password` */
export const digestLogin = (id: string): ZooKeeperAuth => ({ scheme: 'digest', id })

const parseServer = (text: string, server: string): ZooKeeperServer => {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s[\]]+))(?::(.*))?$/.exec(server)
  if (match === null)
    throw bad(text, server === '' ? 'a host is missing' : `${JSON.stringify(server)} is not host:port`)
  const [, ipv6, name, portText] = match
  return { host: (ipv6 ?? name)!, port: parsePort(text, portText) }
}

const parsePort = (text: string, port: string | undefined): number => {
  if (port === undefined) return defaultPort
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0
  if (number < 1 || number > 65_535) throw bad(text, `port ${JSON.stringify(port)} is not a number from 1 to 65535`)
  return number
}

const parseChroot = (text: string, path: string): string => {
  if (path === '' || path === '/') return '/'
  const chroot = path.endsWith('/') ? path.slice(0, -1) : path
  const problem = pathProblem(chroot)
  if (problem !== undefined) throw bad(text, `path ${JSON.stringify(chroot)}: ${problem}`)
  return chroot
}
