import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { type RequestHead, readRequest } from '../mesos/libprocess/read-request.ts'
import { reasons } from './status.ts'
import type { Turns } from './turns.ts'

export interface MessageConnectionsOptions {
  readonly server: Server
  /** Takes a message in; the status to answer with. */
  readonly take: (head: RequestHead, body: Buffer, remoteAddress: string | undefined) => number
  readonly bodyLimit: number
  /** ms; how long the rest of a request that has begun may take. A peer that only links says nothing for long. */
  readonly requestTimeoutMs: number
  readonly turns: Turns
}

/**
 * Most of what a daemon hears are libprocess messages, tiny requests on connections that carry nothing else. Those connections are
 * read here, in a fraction of the time of Node's HTTP server. Whatever is no such message, or an unusual one, goes to that server with
 * the whole connection, from the first byte that was not dealt with.
 */
export const acceptMessages = (options: MessageConnectionsOptions): { close(): void } => {
  const { server } = options
  const toHttp = server.listeners('connection') as ((socket: Socket) => void)[]
  const open = new Set<Socket>()
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => {})
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    listen(socket, options, rest => {
      open.delete(socket)
      socket.pause()
      if (rest.length > 0) socket.unshift(rest)
      for (const listener of toHttp) listener.call(server, socket)
      process.nextTick(() => socket.resume())
    })
  })
  return {
    close: () => {
      for (const socket of open) socket.destroy()
    },
  }
}

const listen = (socket: Socket, options: MessageConnectionsOptions, handOver: (rest: Buffer) => void) => {
  const { take, bodyLimit, requestTimeoutMs, turns } = options
  let isPeer = false // a message has come
  let waiting: Buffer[] = []
  let size = 0
  let needed = 1
  let inLine = false
  let left = false
  let deadline: NodeJS.Timeout | undefined

  const onData = (chunk: Buffer) => {
    waiting.push(chunk)
    size += chunk.length
    if (size < needed || inLine) return
    if (turns.crowded()) standInLine()
    else takeWaiting()
  }

  const standInLine = () => {
    inLine = true
    socket.pause()
    turns.later(() => {
      inLine = false
      if (socket.destroyed) return
      takeWaiting()
      if (!inLine && !left && !socket.writableNeedDrain) socket.resume()
    })
  }

  const takeWaiting = () => {
    const bytes = waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting, size)
    const { end, rest, answers, over } = takeAll(bytes)
    if (answers !== '' && !socket.write(answers, 'latin1')) waitForDrain()
    if (over) return socket.end()
    if (rest === 'other') {
      leave()
      return handOver(bytes.subarray(end))
    }
    waiting = end < bytes.length ? [bytes.subarray(end)] : []
    size = bytes.length - end
    needed = Math.max(rest - end, 1)
    if (size >= needed) return standInLine()
    if (size === 0) expectNothing()
    else if (end > 0 || deadline === undefined) expectEnd()
  }

  const expectNothing = () => {
    clearTimeout(deadline)
    deadline = undefined
  }

  /** Of a request that has begun; it counts on however many pieces come, or one could be fed in for ever. */
  const expectEnd = () => {
    clearTimeout(deadline)
    deadline = setTimeout(onTimeout, requestTimeoutMs).unref()
  }

  /** Whole messages, all or as many as this turn allows; `rest`: up to where the next one is needed. */
  const takeAll = (bytes: Buffer) => {
    let answers = ''
    let end = 0
    while (end < bytes.length) {
      const found = readRequest(bytes, end, bodyLimit)
      if (found.kind === 'other' || (found.kind === 'partial' && !found.head && !isPeer)) {
        return { end, rest: 'other' as const, answers, over: false }
      }
      if (found.kind === 'partial') return { end, rest: found.end, answers, over: false }
      isPeer = true
      const status = take(found.head, found.body, socket.remoteAddress)
      if (!found.head.deaf || (status !== 202 && status !== 404)) answers += answer(status, found.head.close)
      end = found.end
      if (found.head.close) return { end, rest: end, answers, over: true }
      if (turns.spent()) break
    }
    return { end, rest: end + 1, answers, over: false }
  }

  /** A peer that does not read its answers is not read either. */
  const waitForDrain = () => {
    socket.pause()
    socket.once('drain', () => socket.resume())
  }

  const onEnd = () => socket.end()
  const onTimeout = () => socket.end(answer(408, true), () => socket.destroy())
  const leave = () => {
    left = true
    socket.off('data', onData)
    socket.off('end', onEnd)
    clearTimeout(deadline)
  }
  socket.on('close', () => clearTimeout(deadline))
  socket.on('end', onEnd)
  socket.on('data', onData)
}

const answer = (status: number, close: boolean): string =>
  `HTTP/1.1 ${status} ${reasons[status]}\r\nDate: ${httpDate()}\r\n${close ? 'Connection: close\r\n' : ''}Content-Length: 0\r\n\r\n`

let second = 0
let date = ''

/** Made once a second. */
const httpDate = (): string => {
  const now = Math.floor(Date.now() / 1000)
  if (now !== second) {
    second = now
    date = new Date(now * 1000).toUTCString()
  }
  return date
}
