import type { Duplex } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'
import { MantlError } from '../../errors.ts'
import { type Carrier, type Channel, type ChannelEnd, plainShell } from '../carrier.ts'
import { quote } from '../quote.ts'
import { connectionLost } from './failure.ts'

/** A logged-in client as a carrier. `onClosed`: lets go of what the connection goes through. */
export const sshCarrier = (host: string, user: string, client: Client, onClosed: () => void): Carrier => {
  const { promise: ended, resolve: end } = Promise.withResolvers<MantlError | undefined>()
  let lost: MantlError | undefined
  let closing = false
  client.on('error', (error: Error) => {
    lost ??= connectionLost(host, error)
    client.destroy()
  })
  client.once('close', () => {
    end(closing ? undefined : (lost ?? connectionLost(host)))
    onClosed()
  })
  const gone = ended.then(error => {
    throw error ?? connectionLost(host)
  })
  gone.catch(() => undefined)
  return {
    host,
    user,
    ended,
    start: text => Promise.race([startProgram(host, client, text, ended), gone]),
    forward: (address, port) => Promise.race([forward(host, client, address, port), gone]),
    async close() {
      if (closing) return
      closing = true
      client.end()
      const impatient = setTimeout(() => client.destroy(), 1000)
      await ended
      clearTimeout(impatient)
    },
  }
}

const startProgram = (host: string, client: Client, text: string, gone: Promise<unknown>): Promise<Channel> =>
  new Promise((resolve, reject) => {
    // The login shell may be any; it has only to start sh.
    client.exec(text === plainShell ? text : `exec sh -c ${quote(text)}`, (error, stream) => {
      if (error) reject(refusedChannel(host, error))
      else resolve(asChannel(stream, gone))
    })
  })

const asChannel = (stream: ClientChannel, gone: Promise<unknown>): Channel => {
  const { promise: ended, resolve: end } = Promise.withResolvers<ChannelEnd>()
  stream.once('exit', (code: number | null, signal?: string) =>
    end({ exitCode: code ?? undefined, signal: signal ?? (code === null ? 'unknown' : undefined) }),
  )
  stream.once('close', () => end({}))
  void gone.then(() => end({}))
  stream.on('error', () => undefined) // the end says more
  stream.stderr.on('error', () => undefined)
  return { stdin: stream, stdout: stream, stderr: stream.stderr, ended, destroy: () => stream.destroy() }
}

const forward = (host: string, client: Client, address: string, port: number): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, address, port, (cause, stream) => {
      if (!cause) return resolve(stream)
      reject(
        new MantlError('forward.failed', `${host} does not reach ${address}:${port}: ${cause.message}`, {
          cause,
          retryable: true,
        }),
      )
    })
  })

const refusedChannel = (host: string, cause: Error): MantlError =>
  new MantlError('ssh.channel_refused', `${host} opens no further channel: ${cause.message}`, {
    cause,
    hint: 'MaxSessions of its sshd must be 10 or more',
  })
