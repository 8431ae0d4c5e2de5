import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './ports.ts'

/** Debian packages that real sshd tests need. */
export const debianPackages = ['openssh-server', 'openssh-client', 'sudo'] as const

/** A real sshd of our own on 127.0.0.1: own port, keys and configuration; nothing of the machine's changes. Needs root. */
export interface Sshd {
  readonly port: number
  readonly folder: string
  /** A key that it lets in, and the public half of its host keys. */
  readonly clientKey: string
  readonly hostKeys: Readonly<Record<'ed25519' | 'ecdsa', string>>
  /** A home directory whose .ssh holds the client key and known_hosts with the host keys. */
  readonly home: string
  readonly pid: number
  stop(): Promise<void>
}

export interface SshdSettings {
  /** Further lines of sshd_config. */
  readonly config?: readonly string[]
  readonly port?: number
  /** Host keys and client key of another one, so that it looks like the same host. */
  readonly like?: Sshd
  readonly hostKeyTypes?: readonly ('ed25519' | 'ecdsa')[]
}

export const startSshd = async (settings: SshdSettings = {}): Promise<Sshd> => {
  const folder = mkdtempSync(join(tmpdir(), 'mantl-sshd-'))
  chmodSync(folder, 0o755) // sshd reads authorized_keys as the user who logs in
  const port = settings.port ?? (await freePort())
  const home = join(folder, 'home')
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 })
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const clientKey = settings.like?.clientKey ?? makeKey('ed25519', join(home, '.ssh', 'id_ed25519'))
  const keyFile = (type: 'ed25519' | 'ecdsa'): string =>
    settings.like ? join(settings.like.folder, `host_${type}`) : makeKey(type, join(folder, `host_${type}`))
  const types = settings.hostKeyTypes ?? ['ed25519', 'ecdsa']
  const files = { ed25519: keyFile('ed25519'), ecdsa: keyFile('ecdsa') }
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(`${clientKey}.pub`), { mode: 0o644 })
  writeFileSync(
    join(folder, 'sshd_config'),
    [
      ...configuration(
        folder,
        port,
        types.map(type => files[type]),
      ),
      ...(settings.config ?? []),
    ].join('\n'),
  )
  const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk).slice(-8192)
  })
  await answers(port, child, () => said)
  const publicHalf = (file: string): string => readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
  const hostKeys = { ed25519: publicHalf(files.ed25519), ecdsa: publicHalf(files.ecdsa) }
  writeFileSync(join(home, '.ssh', 'known_hosts'), `[127.0.0.1]:${port} ${hostKeys.ed25519}\n`)
  return { port, folder, clientKey, hostKeys, home, pid: child.pid!, stop: () => stop(child, folder) }
}

export const makeKey = (type: 'ed25519' | 'ecdsa', file: string, passphrase = ''): string => {
  for (const old of [file, `${file}.pub`]) rmSync(old, { force: true }) // of a first try
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'mantl test', '-f', file])
  return file
}

/** UsePAM no: root and users without a password log in with keys, whatever the machine's PAM says. */
const configuration = (folder: string, port: number, hostKeys: readonly string[]): string[] => [
  `Port ${port}`,
  'ListenAddress 127.0.0.1',
  ...hostKeys.map(file => `HostKey ${file}`),
  `PidFile ${join(folder, 'pid')}`,
  `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
  'StrictModes no',
  'UsePAM no',
  'UseDNS no',
  'PermitRootLogin prohibit-password',
  'PasswordAuthentication no',
  'KbdInteractiveAuthentication no',
  'MaxStartups 200',
  'LogLevel ERROR',
]

const patienceMs = 60_000

const answers = async (port: number, child: ChildProcess, said: () => string): Promise<void> => {
  for (const end = performance.now() + patienceMs; performance.now() < end; ) {
    if (child.exitCode !== null) throw new Error(`sshd ended: ${said()}`)
    if (await accepts(port)) return
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  throw new Error(`sshd does not answer on port ${port}: ${said()}`)
}

const accepts = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => done(true)).once('error', () => done(false))
    const done = (open: boolean): void => {
      socket.destroy()
      resolve(open)
    }
  })

/** Its listener; sessions end with their connections. */
const stop = async (child: ChildProcess, folder: string): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM')
    await new Promise(resolve => child.once('exit', resolve))
  }
  rmSync(folder, { recursive: true, force: true })
}
