import { spawn } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { connect as connectSocket } from 'node:net'
import { Duplex } from 'node:stream'
import type { ProcessRef } from '../../linux/process-tree.ts'
import { isRunning } from '../../linux/processes.ts'
import type { LoopbackHost } from '../probe.ts'

export interface Address {
  readonly host: LoopbackHost
  readonly port: number
}

/** A connection to an address as a process sees it: to its own loopback where it has a network of its own. Throws with the cause. */
export const connectAs = (process: ProcessRef, address: Address, signal: AbortSignal): Promise<Duplex> =>
  hasOwnNetwork(process) ? connectWithin(process, address, signal) : connectHere(address, signal)

/** A process that is gone has none: the connection is then refused here as it would be there. */
const hasOwnNetwork = ({ pid, startTime }: ProcessRef): boolean => {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`) !== readlinkSync('/proc/self/ns/net') && isRunning(pid, startTime)
  } catch {
    return false
  }
}

const connectHere = ({ host, port }: Address, signal: AbortSignal): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const socket = connectSocket({ host, port, noDelay: true })
    const giveUp = () => socket.destroy(new Error('given up'))
    signal.addEventListener('abort', giveUp, { once: true })
    socket.once('close', () => signal.removeEventListener('abort', giveUp))
    socket.once('error', error => reject(new Error(readable(error))))
    socket.once('connect', () => resolve(socket.on('error', () => {})))
  })

/**
 * Runs in the other network, and is all that does: it says `+` when the connection stands, or `-` and why not, and then carries bytes. No
 * program of the host's is needed but nsenter.
 */
const relay = `
const [host, port] = process.argv.slice(1)
const socket = require('node:net').connect({ host, port: Number(port), noDelay: true })
socket.once('connect', () => {
  process.stdout.write('+')
  process.stdin.pipe(socket).pipe(process.stdout)
})
socket.once('error', error => process.stdout.write('-' + (error.code ?? error.message), () => process.exit(1)))
process.stdin.once('close', () => process.exit())
`

const connectWithin = ({ pid }: ProcessRef, { host, port }: Address, signal: AbortSignal): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    const { execPath } = process
    const args = [`--net=/proc/${pid}/ns/net`, '--', execPath, '--input-type=commonjs', '-e', relay, host, String(port)]
    const child = spawn('nsenter', args, {
      env: {},
      cwd: '/',
      stdio: ['pipe', 'pipe', 'ignore'],
      signal,
      killSignal: 'SIGKILL',
    })
    const { stdin, stdout } = child
    stdin.on('error', () => {})
    stdout.on('error', () => {})
    child.once('error', error => reject(new Error(`the task's network can't be entered: ${error.message}`)))
    child.once('close', () => reject(new Error("the task's network can't be entered")))
    stdout.once('data', (first: Buffer) => {
      if (first[0] !== 0x2b)
        return reject(new Error(words[first.subarray(1).toString()] ?? first.subarray(1).toString()))
      stdout.pause()
      if (first.length > 1) stdout.unshift(first.subarray(1))
      const stream = Duplex.from({ readable: stdout as never, writable: stdin as never })
      stream.on('error', () => {}).once('close', () => child.kill('SIGKILL'))
      resolve(stream)
    })
  })

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  EADDRNOTAVAIL: 'address not available',
}

const readable = ({ code, message }: NodeJS.ErrnoException): string => words[code ?? ''] ?? message
