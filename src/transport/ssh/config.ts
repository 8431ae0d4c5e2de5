import SSHConfig from 'ssh-config'
import { MantlError, reasonOf } from '../../errors.ts'
import type { Target } from '../connection.ts'

/** Where and how to log in: the inventory first, then ~/.ssh/config, then ssh's own defaults. */
export interface Login {
  readonly address: string
  readonly port: number
  readonly user: string
  /** From the inventory: it must be usable. */
  readonly privateKeyFile?: string
  /** Tried in this order; those that do not exist are skipped. */
  readonly identityFiles: readonly string[]
  readonly identitiesOnly: boolean
  readonly agentSocket?: string
  readonly password?: string
  /** The name that known_hosts has for it, without a port. */
  readonly knownAs: string
  readonly knownHostsFiles: readonly string[]
  /** Hosts to go through, the nearest first, as `[user@]host[:port]`. */
  readonly jumps: readonly string[]
}

export interface Surroundings {
  readonly home: string
  readonly localUser: string
  readonly agentSocket?: string
  /** Overrules what the configuration says. */
  readonly knownHostsFile?: string
}

/** `configText`: ~/.ssh/config with its Includes put in. Throws MantlError ssh.config_invalid. StrictHostKeyChecking is not honoured: keys are always checked. */
export const loginFor = (target: Target, configText: string, around: Surroundings): Login => {
  const alias = target.address ?? target.host
  const config = computed(configText, alias)
  const one = (name: string): string | undefined => many(name)[0]
  const many = (name: string): string[] => [config[name] ?? []].flat().map(String)
  const address = (one('hostname') ?? alias).replaceAll('%h', alias).replaceAll('%%', '%')
  const user = target.user ?? one('user') ?? around.localUser
  const expand = (path: string): string => expandPath(path, { ...around, address, user })
  return {
    address,
    port: target.port ?? portOf(one('port') ?? '22', alias),
    user,
    privateKeyFile: target.privateKeyFile && expand(target.privateKeyFile),
    identityFiles: (config.identityfile ? many('identityfile') : defaultIdentities).map(expand),
    identitiesOnly: one('identitiesonly')?.toLowerCase() === 'yes',
    agentSocket: agentSocket(one('identityagent'), around.agentSocket, expand),
    password: target.password,
    knownAs: (one('hostkeyalias') ?? address).toLowerCase(),
    knownHostsFiles: around.knownHostsFile
      ? [around.knownHostsFile]
      : [...words(config.userknownhostsfile, defaultKnownHosts).map(expand), '/etc/ssh/ssh_known_hosts'],
    jumps: words(config.proxyjump, [])
      .flatMap(word => word.split(','))
      .filter(jump => jump !== '' && jump !== 'none'),
  }
}

/** `[user@]host[:port]` or `ssh://…` of ProxyJump as a target. */
export const jumpTarget = (jump: string): Target => {
  const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(\[[^\]]+\]|[^:[\]@]+)(?::(\d+))?\/?$/.exec(jump)
  if (!match?.[2]) throw new MantlError('ssh.config_invalid', `ProxyJump '${jump}' is not [user@]host[:port]`)
  const host = match[2].replace(/^\[|\]$/g, '')
  return { host, kind: 'ssh', user: match[1], port: match[3] === undefined ? undefined : portOf(match[3], host) }
}

const defaultIdentities = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa']
const defaultKnownHosts = ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']

type Values = Record<string, string | string[] | undefined>

const computed = (text: string, host: string): Values => {
  try {
    return concerning(host, parse(text)).compute(host, { ignoreCase: true }) as Values
  } catch (cause) {
    throw new MantlError('ssh.config_invalid', `the ssh configuration can't be read: ${reasonOf(cause)}`, {
      cause,
    })
  }
}

/** The text that was read last is not parsed again for each of a hundred hosts. */
const parse = (text: string): SSHConfig => {
  if (parsed?.text !== text) parsed = { text, config: SSHConfig.parse(text) }
  return parsed.config
}

let parsed: { readonly text: string; readonly config: SSHConfig } | undefined

/** Without the blocks of other hosts by name: to try each would cost a millisecond a host where a hundred stand there. */
const concerning = (host: string, config: SSHConfig): SSHConfig =>
  config.filter(line => {
    if (!('param' in line) || line.param.toLowerCase() !== 'host') return true
    const patterns = typeof line.value === 'string' ? [line.value] : line.value.map(({ val }) => val)
    return patterns.some(pattern => /[*?!\s,]/.test(pattern) || pattern.toLowerCase() === host.toLowerCase())
  }) as SSHConfig

const words = (value: string | string[] | undefined, otherwise: readonly string[]): readonly string[] =>
  value === undefined
    ? otherwise
    : [value]
        .flat()
        .flatMap(text => text.split(/\s+/))
        .filter(Boolean)

const portOf = (text: string, host: string): number => {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new MantlError('ssh.config_invalid', `'${text}' is no port for ${host}`)
}

/** What ssh_config(5) lets IdentityAgent say; an empty name is none. */
const agentSocket = (said: string | undefined, ours: string | undefined, expand: (path: string) => string) => {
  if (said === undefined || said === 'SSH_AUTH_SOCK') return ours || undefined
  return said === 'none' ? undefined : expand(said)
}

/** The tokens of ssh_config(5) that name files. */
const expandPath = (path: string, values: Surroundings & { address: string; user: string }): string =>
  path
    .replace(/^~(?=\/|$)/, values.home)
    .replaceAll(
      /%[%dhru]/g,
      token =>
        ({ '%%': '%', '%d': values.home, '%h': values.address, '%r': values.user, '%u': values.localUser })[token]!,
    )
