import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytesSource } from '../src/transport/byte-source.ts'
import type { Connection } from '../src/transport/connection.ts'
import { openConnection } from '../src/transport/open-connection.ts'
import { startSshd } from '../test/support/sshd.ts'
import { median, report, seconds } from './measure.ts'

/** What one connection costs against a real sshd on 127.0.0.1 (needs root and openssh-server). */
const runs = 3
const figure = async (bench: string, unit: string, measure: () => Promise<number>): Promise<void> => {
  const values: number[] = []
  for (let run = 0; run < runs; run++) values.push(await measure())
  report({ name: `transport/${bench}`, value: median(values), unit, n: runs })
}
const elapsed = async (work: () => Promise<unknown>): Promise<number> => 1000 * (await seconds(work))
const repeated = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

const sshd = await startSshd()
const target = { host: 'bench', kind: 'ssh', address: '127.0.0.1', port: sshd.port, user: 'root' } as const
const open = (): Promise<Connection> => openConnection(target, { home: sshd.home, agentSocket: '' })
const host = await open()
const file = join(tmpdir(), 'mantl-bench-transport')
try {
  await host.run({ argv: ['true'] })
  await figure('connect', 'ms', () => elapsed(async () => (await open()).close()))
  await figure(
    'inline, pipelined',
    'ms/command',
    async () => (await elapsed(() => host.runAll(repeated(2000, { script: ':', inline: true })))) / 2000,
  )
  await figure(
    'script, pipelined',
    'ms/command',
    async () => (await elapsed(() => host.runAll(repeated(2000, { script: ':' })))) / 2000,
  )
  await figure(
    'program, pipelined',
    'ms/command',
    async () => (await elapsed(() => host.runAll(repeated(500, { argv: ['/bin/true'] })))) / 500,
  )
  await figure('inline, one by one', 'ms/command', async () => {
    const one = async (): Promise<void> => {
      for (let count = 0; count < 300; count++) await host.run({ script: ':', inline: true })
    }
    return (await elapsed(one)) / 300
  })
  const large = bytesSource(Buffer.alloc(60_000_000, 'mantl'))
  await figure(
    'upload of 60 MB',
    'MB/s',
    async () => 60_000 / (await elapsed(() => host.upload(large, file, { mode: 0o600 }))),
  )
  const small = bytesSource('x'.repeat(1000))
  await figure(
    'upload of 1 kB, pipelined',
    'ms/file',
    async () =>
      (await elapsed(() => Promise.all(repeated(100, 0).map(() => host.upload(small, file, { mode: 0o600 }))))) / 100,
  )
} finally {
  await host.close()
  await sshd.stop()
  rmSync(file, { force: true })
}
