import { Socket } from 'node:net'

export type OutputName = 'STDOUT' | 'STDERR'

/** Takes a piece of output; what it returns is waited for before more is read. */
export type TakeOutput = (name: OutputName, bytes: Uint8Array) => Promise<void> | void

/** The reading ends of a session's outputs. */
export interface ContainerOutput {
  /** Nothing is read before the first reader is there. Returns what takes it away again. */
  attach(take: TakeOutput): () => void
  /** When all that was ever written has been handed on. */
  readonly ended: Promise<void>
  /** Nobody has come, and nobody will. */
  closeUnread(): void
}

/** `descriptors`: of pipes, opened so that they do not block. A piece goes to all readers, and the next is read when they have taken it. */
export const createOutput = (descriptors: Readonly<Partial<Record<OutputName, number>>>): ContainerOutput => {
  const readers = new Set<TakeOutput>()
  const sources = (Object.entries(descriptors) as [OutputName, number][]).map(
    ([name, fd]) => [name, new Socket({ fd, readable: true, writable: false })] as const,
  )
  for (const [, socket] of sources) socket.on('error', () => socket.destroy())
  const handOn = (name: OutputName, bytes: Uint8Array) => Promise.all([...readers].map(take => take(name, bytes)))
  const pump = async (name: OutputName, socket: Socket) => {
    try {
      for await (const bytes of socket) await handOn(name, bytes)
    } catch {
      // it was closed while it was read: its container is gone
    }
  }
  let start: (() => void) | undefined
  const begun = new Promise<void>(resolve => {
    start = resolve
  })
  const ended = begun.then(() => Promise.all(sources.map(([name, socket]) => pump(name, socket)))).then(() => {})
  return {
    attach: take => {
      readers.add(take)
      start?.()
      start = undefined
      return () => void readers.delete(take)
    },
    ended,
    closeUnread: () => {
      if (start === undefined) return
      for (const [, socket] of sources) socket.destroy()
      start?.()
      start = undefined
    },
  }
}
