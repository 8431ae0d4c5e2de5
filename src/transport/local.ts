import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import type { Duplex } from 'node:stream'
import { MantlError } from '../errors.ts'
import type { Carrier, Channel, ChannelEnd } from './carrier.ts'

/** This machine as a host (ansible_connection: local). */
export const localCarrier = (host: string): Carrier => {
  const channels = new Set<Channel>()
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>()
  return {
    host,
    user: userInfo().username,
    ended,
    async start(text) {
      const channel = await startProcess(host, text)
      channels.add(channel)
      void channel.ended.then(() => channels.delete(channel))
      return channel
    },
    forward: (address, port) => forward(host, address, port),
    async close() {
      for (const channel of channels) channel.destroy()
      end(undefined)
    },
  }
}

const startProcess = (host: string, text: string): Promise<Channel> =>
  new Promise((resolve, reject) => {
    // A session of its own, as sshd gives: a Ctrl-C at the terminal is ours to handle, and the group can be killed as a whole.
    const child = spawn('/bin/sh', ['-c', text], { detached: true, stdio: 'pipe', cwd: '/' })
    const { promise: ended, resolve: end } = Promise.withResolvers<ChannelEnd>()
    child.once('exit', (exitCode, signal) => end({ exitCode: exitCode ?? undefined, signal: signal ?? undefined }))
    child.once('error', cause =>
      reject(new MantlError('shell.failed', `${host} starts no /bin/sh: ${cause.message}`, { cause })),
    )
    child.stdin.on('error', () => undefined) // EPIPE: the exit says more
    child.once('spawn', () =>
      resolve({
        stdin: child.stdin,
        stdout: child.stdout,
        stderr: child.stderr,
        ended,
        destroy: () => {
          for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy()
          child.kill('SIGKILL')
        },
      }),
    )
  })

const forward = (host: string, address: string, port: number): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, noDelay: true }, () => resolve(socket))
    socket.once('error', cause =>
      reject(
        new MantlError('forward.failed', `${host} does not reach ${address}:${port}: ${cause.message}`, {
          cause,
          retryable: true,
        }),
      ),
    )
  })
