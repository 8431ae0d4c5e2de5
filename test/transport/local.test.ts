import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesSource } from '../../src/transport/byte-source.ts'
import type { Connection } from '../../src/transport/connection.ts'
import { openConnection } from '../../src/transport/open-connection.ts'

let host: Connection
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-local-'))
  host = await openConnection({ host: 'laptop', kind: 'local' })
})
afterAll(async () => {
  await host.close()
  rmSync(folder, { recursive: true })
})

describe('run', () => {
  it.each([
    ['argv', { argv: ['printf', '%s', "a 'b'"] }, 0, "a 'b'", ''],
    ['both streams and exit', { script: 'echo out; echo err >&2; exit 7' }, 7, 'out\n', 'err\n'],
    ['stdin', { argv: ['cat'], stdin: 'x\ny' }, 0, 'x\ny', ''],
    ['no stdin', { argv: ['cat'] }, 0, '', ''],
    ['directory', { argv: ['pwd'], cwd: '/' }, 0, '/\n', ''],
    ['variables', { script: 'echo "$A"', env: { A: 'x  y' } }, 0, 'x  y\n', ''],
    ['exec', { script: 'exec echo replaced' }, 0, 'replaced\n', ''],
    ['arguments', { script: 'printf "%s|" "$@"', args: ["it's", '', 'c d'] }, 0, "it's||c d|", ''],
    ['inline', { script: '[ -d / ] && echo yes', inline: true as const }, 0, 'yes\n', ''],
    ['inline false', { script: 'false', inline: true as const }, 1, '', ''],
    ['a program in a file', { argv: ['/bin/sh', '-c', 'cat; exit 9'] }, 9, '', ''],
    ['a builtin', { argv: ['exit', '4'] }, 4, '', ''],
    ['heredoc', { script: 'cat <<E\nin\nE' }, 0, 'in\n', ''],
  ])('%s', async (_name, command, exitCode, stdout, stderr) =>
    expect(await host.run(command)).toEqual({ exitCode, stdout, stderr }),
  )

  it('survives a syntax error', async () => {
    const [bad, good] = await host.runAll([{ script: "echo 'oops" }, { argv: ['echo', 'fine'] }])
    expect(bad).toMatchObject({ exitCode: 2, stdout: '' })
    expect(bad?.stderr).toMatch(/unterminated|unexpected/i)
    expect(good?.stdout).toBe('fine\n')
  })

  it('keeps variables, directories and functions of a command to itself', async () => {
    await host.run({ script: 'X=1; cd /tmp; set -e; trap "echo t" EXIT; f() { :; }; false' })
    expect(await host.run({ script: 'echo "${X-none} $(pwd)"; f' })).toMatchObject({
      stdout: 'none /\n',
      exitCode: 127,
    })
  })

  it('reports a missing directory', async () =>
    expect(await host.run({ argv: ['ls'], cwd: '/no/such' })).toMatchObject({ exitCode: 125, stdout: '' }))

  it('keeps the nonce from commands', async () => {
    const { stdout } = await host.run({ script: 'set; env; cat /proc/$$/environ /proc/$$/cmdline; trap' })
    expect(stdout).not.toMatch(/\b[0-9a-f]{32} /)
  })

  it('bounds what it keeps', async () =>
    expect(await host.run({ script: 'head -c 3000000 /dev/zero', maxOutputBytes: 10 })).toMatchObject({
      stdout: '\0'.repeat(10),
      truncated: true,
    }))

  it('refuses a malformed command alone', async () => {
    const bad = host.run({ argv: [] })
    const good = host.run({ argv: ['true'] })
    await expect(bad).rejects.toMatchObject({ code: 'command.malformed' })
    expect((await good).exitCode).toBe(0)
  })

  it('goes on while a child that was left behind holds the streams', async () => {
    const started = await host.run({ script: 'sleep 60 & echo $!' })
    expect((await host.run({ argv: ['echo', 'next'] })).stdout).toBe('next\n')
    await host.run({ script: `kill ${started.stdout.trim()}` })
  })
})

describe('faults', () => {
  /** How long nobody else on this machine sleeps. */
  const seconds = `97${process.pid}`

  it('a timeout kills the process group, and the commands behind it run once', async () => {
    const marks = join(folder, 'marks')
    const results = await host.runAll([
      { script: 'echo before' },
      { script: `echo started; (sleep ${seconds}; echo late >>'${marks}') & sleep ${seconds}`, timeoutMs: 4000 },
      { script: `echo once >>'${marks}'` },
      { argv: ['echo', 'after'] },
    ])
    expect(results.map(({ exitCode, timedOut }) => [exitCode, timedOut])).toEqual([
      [0, undefined],
      [124, true],
      [0, undefined],
      [0, undefined],
    ])
    expect(results[1]?.stdout).toBe('started\n')
    expect(results[3]?.stdout).toBe('after\n')
    expect(readFileSync(marks, 'utf8')).toBe('once\n')
    const sleeping = async () => (await host.run({ script: `ps -eo args | grep '[s]leep ${seconds}'` })).stdout
    await expect.poll(sleeping).toBe('')
  })

  it('a command that kills its shell fails alone', async () => {
    const results = await Promise.allSettled([
      host.run({ script: 'kill -9 $$; sleep 5' }),
      host.run({ argv: ['echo', 'on'] }),
    ])
    expect(results[0]).toMatchObject({ status: 'rejected', reason: { code: 'command.interrupted' } })
    expect(results[1]).toMatchObject({ status: 'fulfilled', value: { stdout: 'on\n' } })
  })

  it('close refuses what runs and what comes later', async () => {
    const other = await openConnection({ host: 'laptop', kind: 'local' })
    await other.run({ argv: ['true'] })
    const running = other.run({ argv: ['sleep', '60'] })
    const refused = expect(running).rejects.toMatchObject({ code: 'command.interrupted' })
    await new Promise(resolve => setTimeout(resolve, 50))
    await other.close()
    await other.close()
    await refused
    await expect(other.run({ argv: ['true'] })).rejects.toMatchObject({ code: 'command.interrupted' })
  })
})

describe('files', () => {
  it.each([0, 5, 70_000])('of %i bytes arrive with mode and digest', async size => {
    const file = join(folder, `f${size}`)
    const bytes = Buffer.from(Array.from({ length: size }, (_, index) => index % 251))
    const receipt = await host.upload(bytesSource(bytes), file, { mode: 0o640 })
    expect(receipt).toEqual({ bytes: size, sha256: bytesSource(bytes).sha256 })
    expect(Buffer.from(await host.download(file, { maxBytes: size })).equals(bytes)).toBe(true)
  })

  it('reports progress up to the size', async () => {
    const seen: number[] = []
    await host.upload(bytesSource(Buffer.alloc(300_000)), join(folder, 'p'), {
      mode: 0o600,
      onProgress: n => seen.push(n),
    })
    expect(seen.at(-1)).toBe(300_000)
  })

  it('that lie about their digest get no name', async () => {
    const source = { ...bytesSource('a'.repeat(100_000)), sha256: '0'.repeat(64) }
    const file = join(folder, 'liar')
    await expect(host.upload(source, file, { mode: 0o600 })).rejects.toMatchObject({ code: 'upload.digest_differs' })
    await expect(host.download(file, { maxBytes: 9 })).rejects.toMatchObject({ code: 'download.failed' })
  })

  it.each([3, 100_000])('of %i bytes into no directory', async size =>
    expect(host.upload(bytesSource('x'.repeat(size)), join(folder, 'no/f'), { mode: 0o600 })).rejects.toMatchObject({
      code: 'upload.failed',
      message: expect.stringMatching(/directory|nonexistent/i),
    }),
  )

  it('too large for a download', async () => {
    await host.upload(bytesSource('12345'), join(folder, 'five'), { mode: 0o600 })
    await expect(host.download(join(folder, 'five'), { maxBytes: 4 })).rejects.toMatchObject({
      code: 'download.too_large',
    })
  })
})

it('forwards to a port of the host', async () => {
  const server = createServer(socket => socket.end('hello')).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const stream = await host.forward('127.0.0.1', (server.address() as { port: number }).port)
  const [chunk] = await new Promise<Buffer[]>(resolve => stream.once('data', data => resolve([data])))
  expect(chunk?.toString()).toBe('hello')
  stream.destroy()
  server.close()
})
