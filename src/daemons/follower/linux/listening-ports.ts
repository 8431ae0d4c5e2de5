import { open, readdir, readlink } from 'node:fs/promises'
import { readListeners } from './socket-table.ts'

/** Ports by the inode of the socket that listens on them, TCP over IPv4 and IPv6, in our own network namespace. */
export const listeningPorts = async (): Promise<ReadonlyMap<string, number>> => {
  const ports = new Map<string, number>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for await (const lines of linesOf(table)) {
      const { listeners, more } = readListeners(lines)
      for (const { inode, port } of listeners) ports.set(inode, port)
      // A busy host has a hundred thousand connections behind them.
      if (!more) break
    }
  }
  return ports
}

/** A table as whole lines, some at a time; none where there is no such protocol. */
async function* linesOf(path: string): AsyncGenerator<readonly string[]> {
  const file = await open(path).catch(() => undefined)
  if (file === undefined) return
  try {
    const buffer = Buffer.alloc(64 * 1024)
    let rest = ''
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null)
      if (bytesRead === 0) break
      const lines = (rest + buffer.toString('latin1', 0, bytesRead)).split('\n')
      rest = lines.pop() ?? ''
      yield lines
    }
  } finally {
    await file.close()
  }
}

/** Inodes of the sockets that a process has open. None where it is gone, or not in our network namespace. */
export const socketsOf = async (pid: number, network: string): Promise<readonly string[]> => {
  try {
    if ((await readlink(`/proc/${pid}/ns/net`)) !== network) return []
    const found: string[] = []
    for (const name of await readdir(`/proc/${pid}/fd`)) {
      const target = await readlink(`/proc/${pid}/fd/${name}`).catch(() => '')
      const [, inode] = /^socket:\[(\d+)\]$/.exec(target) ?? []
      if (inode !== undefined) found.push(inode)
    }
    return found
  } catch {
    return []
  }
}

export const ownNetwork = (): Promise<string> => readlink('/proc/self/ns/net')
