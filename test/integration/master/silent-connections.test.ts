import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { afterAll, expect, it } from 'vitest'
import { memoryOf } from '../compatibility/raw.ts'
import { type Daemon, eventually, leads, newLab } from './daemons.ts'
import { startFramework } from './framework.ts'

const COUNT = 10_000
const lab = newLab()
afterAll(() => lab.end())

/** Files that this process, and so those it starts, may have open; as many as are needed where we may raise the limit. */
const openFiles = (): number => {
  try {
    execFileSync('prlimit', ['--pid', `${process.pid}`, '--nofile=20000:20000'], { stdio: 'ignore' })
  } catch {} // not root: what there is must do
  const limits = readFileSync('/proc/self/limits', 'utf8')
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY)
}

const enough = openFiles() > COUNT + 1000

const open = ({ port }: Daemon, text: string) =>
  new Promise<Socket>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      if (text !== '') socket.write(text)
      resolve(socket)
    })
    socket.once('error', reject)
  })

it.skipIf(!enough)(
  `${COUNT} connections, silent or stuck in their first words: it serves on (needs ${COUNT} open files)`,
  async () => {
    const leader = await lab.leader(['--registry=in_memory'])
    await eventually('it leads', () => leads(leader))
    await lab.agent(leader.address)
    const sockets: Socket[] = []
    const words = [
      '',
      'G',
      'POST /master/mesos.internal.PongSlaveMessage HTTP/1.1\r\n',
      'POST /api/v1 HTTP/1.1\r\nContent-Length: 9\r\n\r\n{',
    ]
    try {
      for (let at = 0; at < COUNT; at += 500) {
        sockets.push(
          ...(await Promise.all(Array.from({ length: 500 }, (_, i) => open(leader, words[i % words.length]!)))),
        )
      }
      const framework = await startFramework(leader.address)
      await framework.launch(await framework.offer(), 'among-many', 'exit 0')
      await framework.status('among-many', ({ state }) => state === 'TASK_FINISHED')
      await framework.call({ type: 'TEARDOWN' })
      expect(memoryOf(leader)).toBeLessThan(600)
      expect(leader.exitCode()).toBeUndefined()
    } finally {
      for (const socket of sockets) socket.on('error', () => {}).destroy()
    }
  },
)
