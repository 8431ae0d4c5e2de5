import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openConnection } from '../../../src/mesos/libprocess/connection.ts'

const SENT = 60 * 1024 * 1024

/** A peer that accepts, and reads nothing until it is told to. */
const deafPeer = async () => {
  const accepted = Promise.withResolvers<Socket>()
  const server = createServer({ pauseOnConnect: true }, socket => accepted.resolve(socket.on('error', () => {})))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, socket: accepted.promise }
}

const readAll = async (socket: Socket): Promise<number> => {
  let count = 0
  socket.on('data', bytes => {
    count += bytes.length
  })
  const closed = new Promise(resolve => socket.on('close', resolve))
  socket.resume()
  await closed
  return count
}

it('what was written before the end arrives', async () => {
  const { address, socket } = await deafPeer()
  const connection = openConnection(address, () => {})
  connection.write(Buffer.alloc(SENT))
  connection.end()
  expect(await readAll(await socket)).toBe(SENT)
})

it('a peer that never reads it does not keep the connection open for ever', async () => {
  const { address, socket } = await deafPeer()
  const connection = openConnection(address, () => {}, 50)
  connection.write(Buffer.alloc(SENT))
  const peer = await socket
  connection.end()
  await new Promise(resolve => setTimeout(resolve, 1000))
  expect(await readAll(peer)).toBeLessThan(SENT)
})
