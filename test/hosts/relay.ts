import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { MantlError } from '../../src/errors.ts'
import { labFolder } from './lab-record.ts'
import { kill, until } from './processes.ts'

/** `port`: on 127.0.0.1 of this machine. */
export interface Relay {
  readonly port: number
  readonly close: () => Promise<void>
}

/** A port here, a unix socket across the border of the network namespace, and socat beyond it. */
export const relayInto = async (lab: string, ip: string, port: number): Promise<Relay> => {
  const path = join(labFolder(lab), `relay-${ip}-${port}-${process.pid}`)
  const beyond = ['socat', `UNIX-LISTEN:${path},fork`, `TCP:${ip}:${port},nodelay`]
  const child = spawn('nsenter', [`--net=/run/netns/${lab}`, '--', ...beyond], { stdio: 'ignore' })
  if (!(await until(async () => existsSync(path)))) {
    kill(child.pid ?? 0)
    throw new MantlError('hosts.no-relay', `no relay to ${ip}:${port} in lab ${lab}`)
  }
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, near => splice(near, connect(path), sockets))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
      if (child.pid) kill(child.pid, 'SIGTERM')
      await rm(path, { force: true })
    },
  }
}

const splice = (near: Socket, far: Socket, sockets: Set<Socket>): void => {
  for (const [from, to] of [
    [near, far],
    [far, near],
  ] as const) {
    sockets.add(from)
    from.pipe(to)
    from.on('error', () => to.destroy()).on('close', () => sockets.delete(from))
  }
}
