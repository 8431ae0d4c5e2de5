import { Socket } from 'node:net'

/** The writing end of a container's standard input. */
export interface ContainerInput {
  /** Resolves when the container's pipe has taken the bytes, at once where nobody reads it any more. */
  write(bytes: Uint8Array): Promise<void>
  /** What was written is the last: its reader finds the end. */
  end(): void
  close(): void
  /** When the container is gone. */
  readonly closed: Promise<void>
}

/** `descriptor`: of a pipe, opened so that it does not block. */
export const createInput = (descriptor: number): ContainerInput => {
  const socket = new Socket({ fd: descriptor, readable: false, writable: true })
  const closed = new Promise<void>(resolve => {
    socket.once('close', resolve)
  })
  // The program reads no more: what still comes for it goes nowhere, as with any pipe.
  socket.on('error', () => socket.destroy())
  return {
    write: bytes =>
      new Promise(resolve => {
        if (!socket.writable) return resolve()
        const done = () => {
          socket.off('close', done)
          resolve()
        }
        socket.on('close', done)
        socket.write(bytes, done)
      }),
    end: () => void socket.end(),
    closed,
    close: () => void socket.destroy(),
  }
}
