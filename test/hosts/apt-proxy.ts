import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { MantlError } from '../../src/errors.ts'
import { aptProxyFolder } from './cache.ts'
import { machineMirror } from './mirror.ts'
import { identify, isAlive, kill, type ProcessIdentity, until } from './processes.ts'
import { withLock } from './with-lock.ts'
import { writeJson } from './write-json.ts'

/** The package cache that all labs share. `url`: for this machine; `socket`: for a relay inside a lab. */
export interface AptProxy {
  readonly url: string
  readonly socket: string
}

interface State {
  readonly port: number
  readonly processes: readonly ProcessIdentity[]
}

const file = (name: string): string => join(aptProxyFolder(), name)
const socket = (): string => file('socket')

/** Starts apt-cacher-ng, or finds it running. It stays until `stopAptProxy`. */
export const startAptProxy = (): Promise<AptProxy> =>
  withLock(file('lock'), async () => {
    const running = await readState()
    if (running && (await allAlive(running))) return proxyAt(running.port)
    await stop(running)
    const port = await freePort()
    const processes = await launch(port)
    await writeJson(file('state.json'), { port, processes } satisfies State)
    return proxyAt(port)
  })

/** Stops it unless `inUse` says that somebody needs it. */
export const stopAptProxy = (inUse: () => Promise<boolean>): Promise<void> =>
  withLock(file('lock'), async () => {
    if (!(await inUse())) await stop(await readState())
  })

const proxyAt = (port: number): AptProxy => ({ url: `http://127.0.0.1:${port}`, socket: socket() })

const readState = async (): Promise<State | undefined> => {
  const text = await readFile(file('state.json'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as State)
}

const allAlive = async (state: State): Promise<boolean> =>
  existsSync(socket()) &&
  !(await Promise.all(state.processes.map(isAlive))).includes(false) &&
  (await accepts(state.port))

const stop = async (state: State | undefined): Promise<void> => {
  for (const one of state?.processes ?? []) {
    if (await isAlive(one)) kill(one.pid, 'SIGTERM')
    if (!(await until(async () => !(await isAlive(one)), 3000))) kill(one.pid, 'SIGKILL')
  }
  await Promise.all([rm(file('state.json'), { force: true }), rm(socket(), { force: true })])
}

const launch = async (port: number): Promise<ProcessIdentity[]> => {
  await Promise.all(['conf', 'packages', 'log'].map(name => mkdir(file(name), { recursive: true })))
  await writeFile(file('conf/acng.conf'), await configuration(port))
  const pids = [
    start('apt-cacher-ng', ['-c', file('conf')]),
    start('socat', [`UNIX-LISTEN:${socket()},fork`, `TCP:127.0.0.1:${port}`]),
  ]
  if (!(await until(async () => existsSync(socket()) && (await accepts(port))))) {
    throw new MantlError('hosts.no-apt-proxy', 'apt-cacher-ng does not start', { hint: `read ${file('log')}` })
  }
  return (await Promise.all(pids.map(identify))).filter(one => one !== undefined)
}

const configuration = async (port: number): Promise<string> => {
  const { proxy } = await machineMirror()
  return [
    `Port: ${port}`,
    'BindAddress: 127.0.0.1',
    `CacheDir: ${file('packages')}`,
    `LogDir: ${file('log')}`,
    'SupportDir: /usr/lib/apt-cacher-ng',
    'ForeGround: 1',
    ...(proxy ? [`Proxy: ${proxy}`] : []),
    '',
  ].join('\n')
}

/** A process that outlives this one: labs of other processes use it too. */
const start = (program: string, args: readonly string[]): number => {
  const log = openSync(file(`log/${program}.out`), 'a')
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log] })
  child.unref()
  closeSync(log)
  return child.pid ?? 0
}

/** apt-cacher-ng listens on no port above 32767. */
const firstPort = 23142
const lastPort = 32767

const freePort = async (): Promise<number> => {
  for (let port = firstPort; port <= lastPort; port++) if (await isFree(port)) return port
  throw new MantlError('hosts.no-port', `no port from ${firstPort} to ${lastPort} is free`)
}

const isFree = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const server = createServer().on('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

const accepts = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const client = connect(port, '127.0.0.1')
    const finish = (accepted: boolean) => {
      client.destroy()
      resolve(accepted)
    }
    client.on('connect', () => finish(true)).on('error', () => finish(false))
  })
