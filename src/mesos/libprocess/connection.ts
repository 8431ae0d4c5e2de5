import { connect, type Socket } from 'node:net'

export interface Connection {
  /** False: more waits than a connection may hold, so that it was failed. */
  write(bytes: Buffer): boolean
  /** Closes after what was written, or when the peer takes nothing for a while; `onClosed` is not called. */
  end(): void
  /** Closes at once, and takes back what has not arrived; `onClosed` is not called. */
  drop(): void
}

/** Bytes that may wait for a peer that does not read, or is not connected yet. */
const QUEUE_LIMIT = 64 * 1024 * 1024
const CONNECT_TIMEOUT_MS = 10_000
const PROBE_AFTER_MS = 30_000
const LINGER_MS = 10_000

/**
 * An outgoing connection to a peer: TCP_NODELAY, writes of one turn of the event loop go out together, answers are read
 * and thrown away. `onClosed` is called once, with why and how many bytes never left, when it could not be made or is over.
 */
export const openConnection = (
  address: string,
  onClosed: (why: string, unsent: number) => void,
  lingerMs = LINGER_MS,
): Connection => {
  const colon = address.lastIndexOf(':')
  const socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)), noDelay: true })
  let over = false
  const fail = (why: string) => {
    if (over) return
    over = true
    const unsent = socket.writableLength
    socket.destroy()
    onClosed(why, unsent)
  }
  socket.setKeepAlive(true, PROBE_AFTER_MS)
  socket.setTimeout(CONNECT_TIMEOUT_MS, () => fail('the connection could not be made in time'))
  socket.on('connect', () => over || socket.setTimeout(0))
  socket.on('data', () => {}) // a sender never learns what became of its message
  socket.on('error', error => fail(error.message))
  socket.on('end', () => fail('the peer closed the connection'))
  socket.on('close', () => fail('the connection is closed'))
  return {
    write: bytes => {
      if (over) return false
      if (socket.writableLength + bytes.length > QUEUE_LIMIT) {
        fail(`more than ${QUEUE_LIMIT} bytes wait for the peer`)
        return false
      }
      writeTogether(socket, bytes)
      return true
    },
    end: () => {
      over = true
      socket.end()
      socket.setTimeout(lingerMs, () => socket.destroy())
    },
    drop: () => {
      over = true
      // What is under way must not arrive after what the next connection brings: the kernel forgets it.
      if (socket.connecting) socket.destroy()
      else socket.resetAndDestroy()
    },
  }
}

const writeTogether = (socket: Socket, bytes: Buffer) => {
  if (socket.writableCorked === 0) {
    socket.cork()
    const uncork = () => socket.uncork()
    // What is held back when a connection can't be made would not count as unsent.
    if (socket.connecting) process.nextTick(uncork)
    else setImmediate(uncork)
  }
  socket.write(bytes)
}
