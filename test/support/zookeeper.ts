import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './ports.ts'

/** What the tests with real ZooKeeper servers need installed. */
export const debianPackages = ['zookeeper'] as const

/** Why real servers can't be started here; undefined when they can. */
export const zooKeeperMissing = (): string | undefined =>
  existsSync('/usr/share/java/zookeeper.jar') ? undefined : `needs the Debian package ${debianPackages.join(', ')}`

export type ZooKeeperMember = {
  readonly host: string
  readonly port: number
  /** Resolves once it serves requests (in an ensemble: as part of a quorum). */
  start(): Promise<void>
  /** kill -9 and wait for its end. */
  kill(): Promise<void>
  freeze(): void
  thaw(): void
  /** leader, follower, standalone, or undefined while it does not serve. */
  role(): Promise<string | undefined>
}

export type ZooKeeperEnsemble = {
  readonly members: readonly ZooKeeperMember[]
  readonly servers: readonly { host: string; port: number }[]
  /** Kills all members and removes their folders. */
  stop(): Promise<void>
}

const host = '127.0.0.1'
const patienceMs = 60_000

/** `size` 1: standalone. `settings`: more lines of zoo.cfg. Ticks are short, so that sessions of 1 second can be had. */
export const startZooKeeper = async (size: 1 | 3 = 1, settings: readonly string[] = []): Promise<ZooKeeperEnsemble> => {
  const missing = zooKeeperMissing()
  if (missing !== undefined) throw new Error(`Real ZooKeeper servers can't be started: this ${missing}`)
  const folder = mkdtempSync(join(tmpdir(), 'mantl-zookeeper-'))
  const ports = await Promise.all(Array.from({ length: size * 3 }, freePort))
  const quorum = Array.from(
    { length: size },
    (_, i) => `server.${i + 1}=${host}:${ports[size + i]}:${ports[2 * size + i]}`,
  )
  const members = Array.from({ length: size }, (_, i) =>
    member(join(folder, `${i + 1}`), i + 1, ports[i]!, [...settings, ...(size === 1 ? [] : quorum)]),
  )
  const killAll = () => {
    for (const each of members) each.kill()
  }
  process.once('exit', killAll)
  const stop = async () => {
    process.off('exit', killAll)
    await Promise.all(members.map(each => each.kill()))
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await Promise.all(members.map(each => each.start()))
  } catch (error) {
    await stop()
    throw error
  }
  return { members, servers: members.map(({ port }) => ({ host, port })), stop }
}

const member = (folder: string, id: number, port: number, quorum: readonly string[]): ZooKeeperMember => {
  const config = join(folder, 'zoo.cfg')
  const logFile = join(folder, 'log')
  let server: ChildProcess | undefined
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'myid'), `${id}\n`)
  writeFileSync(config, configuration(folder, port, quorum))

  const role = async () => /^Mode: (\w+)$/m.exec(await fourLetters(port, 'srvr').catch(() => ''))?.[1]
  return {
    host,
    port,
    role,
    start: async () => {
      const log = openSync(logFile, 'a')
      server = spawn('java', [...javaOptions, 'org.apache.zookeeper.server.quorum.QuorumPeerMain', config], {
        stdio: ['ignore', log, log],
      })
      const deadline = Date.now() + patienceMs
      while ((await role()) === undefined) {
        if (server.exitCode !== null || Date.now() > deadline) {
          throw new Error(`ZooKeeper did not start:\n${readFileSync(logFile, 'utf8').slice(-2000)}`)
        }
        await sleep(50)
      }
    },
    kill: async () => {
      const dying = server
      server = undefined
      if (dying === undefined || dying.exitCode !== null || dying.signalCode !== null) return
      const gone = new Promise(resolve => dying.once('exit', resolve))
      dying.kill('SIGKILL')
      await gone
    },
    freeze: () => server?.kill('SIGSTOP'),
    thaw: () => server?.kill('SIGCONT'),
  }
}

const javaOptions = [
  '-Xmx512m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-cp',
  '/etc/zookeeper/conf:/usr/share/java/*',
]

const configuration = (folder: string, port: number, quorum: readonly string[]): string =>
  [
    'tickTime=200',
    'minSessionTimeout=1000',
    'maxSessionTimeout=60000',
    'initLimit=300',
    'syncLimit=100', // 20 s: a member that a loaded machine holds up is not a dead one
    `dataDir=${folder}`,
    `clientPort=${port}`,
    `clientPortAddress=${host}`,
    'maxClientCnxns=0',
    'admin.enableServer=false',
    '4lw.commands.whitelist=*',
    ...quorum,
    '',
  ].join('\n')

const fourLetters = (port: number, command: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 2_000 }, () => socket.write(command))
    let answer = ''
    socket.on('data', chunk => {
      answer += chunk
    })
    socket.on('timeout', () => socket.destroy(new Error('timed out')))
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
