import { readdirSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Daemon, eventually } from '../master/daemons.ts'

/** Sends bytes as they are, and gives what comes back until the other side closes; or, where it does not, after a while. */
export const raw = async (port: number, pieces: Iterable<string | Buffer>, quietMs = 60_000): Promise<string> => {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  let over = false
  const end = new Promise<void>(resolve => {
    const done = () => {
      over = true
      resolve()
    }
    socket.on('data', bytes => (heard += bytes.toString('latin1')))
    socket.on('error', done)
    socket.on('close', done)
  })
  for (const piece of pieces) {
    if (over) break
    if (!socket.write(piece)) await Promise.race([end, drained(socket)])
  }
  await Promise.race([end, sleep(quietMs)])
  socket.destroy()
  return heard
}

const drained = (socket: Socket) => new Promise<void>(resolve => socket.once('drain', resolve))

export interface Reply {
  readonly status: number
  readonly body: string
}

export const post = async (
  { address }: Daemon,
  path: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = { 'Content-Type': 'application/json' },
): Promise<Reply> => {
  const response = await fetch(`http://${address}${path}`, { method: 'POST', body: Buffer.from(body), headers })
  return { status: response.status, body: await response.text() }
}

/** A libprocess message, as its `from` would send it. The answer says nothing about what becomes of it. */
export const message = (daemon: Daemon, to: string, name: string, body: Uint8Array, from: string): Promise<Reply> =>
  post(daemon, `/${to}/${name}`, body, { 'Libprocess-From': from })

/** Resident memory in MB. */
export const memoryOf = ({ port }: Daemon): number => {
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const [program, ...flags] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      if (!program?.endsWith('node') || !flags.includes(`--port=${port}`)) continue
      const kilobytes = Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)![1])
      return kilobytes / 1024
    } catch {} // it ended while we looked
  }
  throw new Error(`no process listens on ${port}`)
}

/** It answers, and has not been started again. */
export const isWell = async (daemon: Daemon): Promise<void> => {
  if (daemon.exitCode() !== undefined) throw new Error(`it ended: ${daemon.log().slice(-3000)}`)
  await eventually(
    'it is healthy',
    async () => (await fetch(`http://${daemon.address}/health`).catch(() => undefined))?.status === 200 || undefined,
  )
}
