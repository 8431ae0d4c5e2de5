import { connect, createServer, type Socket } from 'node:net'
import { freePort } from './ports.ts'

/** A road between two programs of this machine, that can be cut: without a word, as a pulled cable is. */
export interface TcpProxy {
  readonly port: number
  /** From now on nothing passes in either direction, and nobody is told. */
  cut(): void
  /** What was held up is lost with its connections; new ones pass. */
  heal(): void
  /** Each piece takes so long, in each direction; 0: as fast as it can. */
  slow(ms: number): void
  close(): Promise<void>
}

export const startTcpProxy = async (target: { readonly host: string; readonly port: number }): Promise<TcpProxy> => {
  const open = new Set<Socket>()
  let isCut = false
  let delay = 0

  const pass = (from: Socket, to: Socket) => {
    open.add(from)
    from.on('data', piece => {
      if (isCut) return
      if (delay === 0) to.write(piece)
      else setTimeout(() => !isCut && to.write(piece), delay)
    })
    from.on('error', () => {})
    from.on('close', () => {
      open.delete(from)
      if (!isCut) to.destroy()
    })
  }
  const server = createServer(socket => {
    if (isCut) return void open.add(socket.on('error', () => {}))
    const other = connect({ ...target, noDelay: true })
    pass(socket, other)
    pass(other, socket)
  })
  const port = await freePort()
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  const dropAll = () => {
    for (const socket of open) socket.destroy()
    open.clear()
  }
  return {
    port,
    cut: () => {
      isCut = true
    },
    heal: () => {
      dropAll()
      isCut = false
    },
    slow: ms => {
      delay = ms
    },
    close: () =>
      new Promise(resolve => {
        dropAll()
        server.close(() => resolve())
      }),
  }
}
