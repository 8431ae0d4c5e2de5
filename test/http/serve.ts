import { connect } from 'node:net'
import { onTestFinished } from 'vitest'
import { createServer, type ServerOptions } from '../../src/http/server.ts'
import { recordingLog } from '../support/log.ts'

export interface TestServer {
  readonly port: number
  readonly counts: Readonly<Record<string, number>>
  readonly log: ReturnType<typeof recordingLog>
  /** Over a connection of its own. */
  ask(path: string, init?: RequestInit): Promise<Response>
  /** Writes the pieces over one raw connection; what came back until it ended, or until `enough` says so. */
  raw(pieces: Iterable<string | Buffer>, enough?: (text: string) => boolean): Promise<string>
}

/** A server on a free port for one test. */
export const serve = async (options: Partial<ServerOptions> = {}): Promise<TestServer> => {
  const log = recordingLog()
  const server = await createServer({
    ip: '127.0.0.1',
    port: 0,
    processId: 'master',
    log,
    onMessage: () => true,
    routes: [],
    ...options,
  })
  onTestFinished(() => server.close())
  return {
    port: server.port,
    counts: server.counts,
    log,
    ask: (path, init) => fetch(`http://127.0.0.1:${server.port}${path}`, { redirect: 'manual', ...init }),
    raw: (pieces, enough) => raw(server.port, pieces, enough),
  }
}

const raw = (port: number, pieces: Iterable<string | Buffer>, enough: (text: string) => boolean = () => false) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    const finish = () => {
      socket.destroy()
      resolve(text)
    }
    socket.on('data', bytes => {
      text += bytes.toString('latin1')
      if (enough(text)) finish()
    })
    socket.on('end', finish)
    socket.on('error', finish) // a refused sender may find its connection reset while it still writes
    const timer = setTimeout(() => reject(new Error(`no end after: ${text}`)), 60_000)
    socket.on('close', () => {
      clearTimeout(timer)
      finish()
    })
    const feed = async () => {
      for (const piece of pieces) {
        if (socket.destroyed) return
        if (!socket.write(piece)) await new Promise(done => socket.once('drain', done).once('close', done))
      }
    }
    socket.on('connect', () => void feed())
  })
