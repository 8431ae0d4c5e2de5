import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { connectZooKeeper, type ZooKeeperClient } from '../../src/zookeeper/client.ts'
import { juteWriter } from '../../src/zookeeper/jute/writer.ts'

let server: Server | undefined
let client: ZooKeeperClient | undefined
const sockets = new Set<Socket>()
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await client?.close()
  server?.close()
})

const welcome = juteWriter().int(0).int(4_000).long(1n).buffer(Buffer.alloc(16)).bool(false).frame()

/** Answers the connect request with a welcome, and the first request after it with `bytes`; later connections are honest but silent. */
const serve = (bytes: Buffer): Promise<number> =>
  new Promise(resolve => {
    let connections = 0
    const made = createServer(socket => {
      const first = ++connections === 1
      let packets = 0
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('data', () => socket.write(++packets === 1 ? welcome : first ? bytes : Buffer.alloc(0)))
    })
    server = made.listen(0, '127.0.0.1', () => resolve((made.address() as { port: number }).port))
  })

const answer = (body: Buffer): Buffer => {
  const frame = Buffer.concat([juteWriter().int(1).long(1n).int(0).frame(), body])
  frame.writeInt32BE(frame.length - 4, 0)
  return frame
}

test.each([
  ['a web page', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 'zookeeper.connection_loss'],
  ['a packet of 2 GB', Buffer.from('7fffffff', 'hex'), 'zookeeper.connection_loss'],
  ['a packet of negative length', Buffer.from('80000000', 'hex'), 'zookeeper.connection_loss'],
  ['an empty packet', Buffer.from('00000000', 'hex'), 'zookeeper.connection_loss'],
  ['a record cut off', answer(Buffer.from('000000ff61', 'hex')), 'zookeeper.malformed'],
])('%s from the server ends the connection; the client comes back', async (_what, bytes, code) => {
  const port = await serve(bytes)
  client = connectZooKeeper({ servers: [{ host: '127.0.0.1', port }], sessionTimeoutMs: 20_000 })
  const states: string[] = []
  const back = new Promise<void>(resolve => {
    client!.on('state', state => {
      states.push(state)
      if (states.join() === 'connected,suspended,connected') resolve()
    })
  })
  await expect(client.get('/x')).rejects.toMatchObject({ code, retryable: true })
  await back
})
