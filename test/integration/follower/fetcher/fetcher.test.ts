import { execFileSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../../support/fake-master.ts'
import { tarOf } from '../../../support/images/tar-writer.ts'
import { anewOnSecondTry } from '../../../support/second-try.ts'
import { FollowerProcess, isRoot, runTask, type TaskOptions, until } from '../follower-process.ts'

describe('what tasks fetch', () => {
  const files = mkdtempSync(join(tmpdir(), 'mantl-fetched-'))
  const outside = join(files, 'outside')
  let master: FakeMaster
  let follower: FollowerProcess
  let server: Server
  let address: string
  const asked: string[] = []
  const closed: string[] = []

  anewOnSecondTry(async () => void master.received.splice(0))
  beforeAll(async () => {
    mkdirSync(outside)
    server = createServer((request, response) => {
      const url = request.url ?? ''
      asked.push(url)
      request.socket.once('close', () => closed.push(url))
      if (url.startsWith('/hang')) return void response.writeHead(200, { 'content-length': '9' }).write('x')
      if (url.startsWith('/short'))
        return void response.writeHead(200, { 'content-length': '9' }).write('x', () => request.socket.end())
      const path = join(files, url)
      if (!existsSync(path)) return void response.writeHead(404).end()
      const content = readFileSync(path)
      response.writeHead(200, { 'content-length': content.length }).end(content)
    })
    server.on('clientError', (_, socket) => socket.destroy())
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    master = await startFakeMaster()
    const posix = ['--isolation=posix/cpu,posix/mem', '--launcher=posix']
    const cache = [`--fetcher_cache_dir=${join(files, 'cache')}`, '--fetcher_cache_size=1MB']
    follower = new FollowerProcess(master, [...posix, ...cache, '--fetcher_stall_timeout=10secs'])
    await follower.start()
  })
  afterAll(async () => {
    await follower.leavesNothing()
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(follower.folder)
    await follower.close()
    await master.close()
    server.closeAllConnections()
    server.close()
    rmSync(files, { recursive: true, force: true })
  })

  const uri = (name: string, more: object = {}) => ({ value: `${address}/${name}`, ...more })
  const run = (id: string, uris: readonly object[], command = 'true', options: TaskOptions = {}) =>
    master.send('RunTaskMessage', runTask(master.agentId, id, command, { ...options, command: { uris } }))
  const end = async (id: string) => {
    const over = ({ update: { status } }: any) =>
      status.task_id.value === id && !['TASK_STARTING', 'TASK_RUNNING'].includes(status.state)
    return (await master.next('StatusUpdateMessage', over)).update.status
  }
  const file = (name: string, content: string | Buffer) => writeFileSync(join(files, name), content)

  it('is unpacked whatever it was packed with, and is its user’s', async () => {
    mkdirSync(join(files, 'src'), { recursive: true })
    file('src/inside', 'content')
    const pack = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: join(files, 'src') })
    pack('tar', '-czf', '../a.tar.gz', 'inside')
    pack('tar', '-cjf', '../b.tar.bz2', 'inside')
    pack('tar', '-cJf', '../c.tar.xz', 'inside')
    pack('zip', '-q', '../d.zip', 'inside')
    const names = ['a.tar.gz', 'b.tar.bz2', 'c.tar.xz', 'd.zip']
    const uris = names.map(name => uri(name, { output_file: `${name[0]}/${name}` }))
    await run('unpack', uris, 'cat a/inside b/inside c/inside d/inside; stat -c %U a/inside', {
      ...(isRoot ? { user: 'nobody' } : {}),
    })
    expect(await end('unpack')).toMatchObject({ state: 'TASK_FINISHED' })
    const who = isRoot ? 'nobody' : process.env.USER
    expect(follower.read('unpack', 'stdout')).toBe(`${'content'.repeat(4)}${who}\n`)
  })

  it('with cache=true is downloaded once for all, and its archive is in no sandbox', async () => {
    file('shared.txt', 'shared')
    const both = [uri('a.tar.gz', { cache: true }), uri('shared.txt', { cache: true, executable: true })]
    asked.length = 0
    const ids = ['one', 'two', 'three', 'four', 'five']
    await Promise.all(ids.map(id => run(id, both, 'cat inside shared.txt; test -x shared.txt && test ! -e a.tar.gz')))
    for (const id of ids) {
      expect(await end(id)).toMatchObject({ state: 'TASK_FINISHED' })
      expect(follower.read(id, 'stdout')).toBe('contentshared')
    }
    expect(asked.sort()).toEqual(['/a.tar.gz', '/shared.txt'])
    const metrics = await follower.get('/metrics/snapshot')
    expect(metrics['containerizer/fetcher/cache_size_total_bytes']).toBe(1024 ** 2)
    expect(metrics['containerizer/fetcher/cache_size_used_bytes']).toBe(6 + lstatSync(join(files, 'a.tar.gz')).size)
    expect(metrics['containerizer/fetcher/task_fetches_succeeded']).toBeGreaterThanOrEqual(5)
  })

  it('goes past a cache that is too small', async () => {
    file('large', Buffer.alloc(2 * 1024 ** 2, 'x'))
    await run('large', [uri('large', { cache: true })], 'test $(wc -c <large) = 2097152')
    expect(await end('large')).toMatchObject({ state: 'TASK_FINISHED' })
  })

  it('and can’t have is why they fail, in the update and in stderr', async () => {
    await run('absent', [uri('absent')])
    const { state, reason, message } = await end('absent')
    expect([state, reason]).toEqual(['TASK_FAILED', 'REASON_CONTAINER_LAUNCH_FAILED'])
    expect(message).toContain(`'${address}/absent': the server answered 404`)
    expect(follower.read('absent', 'stderr')).toContain(`'${address}/absent': the server answered 404`)
  })

  it('and the server sends less of than it promised is no file', async () => {
    await run('short', [uri('short')])
    expect(await end('short')).toMatchObject({ state: 'TASK_FAILED', reason: 'REASON_CONTAINER_LAUNCH_FAILED' })
  })

  it.each(['/hang', '/hang?cached'])('is given up when they are killed (%s)', async path => {
    const id = `hang${path.length}`
    await run(id, [{ value: `${address}${path}`, cache: path.endsWith('cached') }], 'true', { checkpoint: false })
    await until(() => asked.includes(path), 'the download begins')
    await master.kill(id)
    expect(await end(id)).toMatchObject({ state: 'TASK_KILLED' })
    await until(() => closed.includes(path), 'the connection is closed')
  })

  it('is not fetched on when the agent is killed', async () => {
    const writing = () => commandLines().filter(line => line.includes('hang?agent'))
    await run('cut', [uri('hang?agent')])
    await until(() => writing().length > 0, 'the download is written')
    await follower.kill('SIGKILL')
    await until(() => writing().length === 0, 'whatever wrote has ended')
    await follower.start()
    expect(await end('cut')).toMatchObject({ state: 'TASK_FAILED' })
  })

  it.each([
    ['a name with ..', tarOf([{ name: '../../../../outside/evil', content: 'evil' }])],
    ['an absolute name', tarOf([{ name: `${outside}/evil`, content: 'evil' }])],
    [
      'a link and a name through it',
      tarOf([
        { name: 'link', type: 'symlink', link: outside },
        { name: 'link/evil', content: 'evil' },
      ]),
    ],
    [
      'a hard link and what overwrites it',
      tarOf([
        { name: 'hard', type: 'hardlink', link: `${outside}/precious` },
        { name: 'hard', content: 'evil' },
      ]),
    ],
    ['a device', tarOf([{ name: 'disk', type: 'block', device: [8, 0] }])],
  ])('can’t leave the sandbox by %s', async (name, archive) => {
    const id = name.replaceAll(/\W+/g, '-')
    file('evil.tar', archive)
    writeFileSync(join(outside, 'precious'), 'precious')
    await run(id, [uri('evil.tar')], 'test ! -b disk')
    await end(id)
    expect(readdirSync(outside)).toEqual(['precious'])
    expect(readFileSync(join(outside, 'precious'), 'utf8')).toBe('precious')
  })

  it('can’t leave it in two steps, nor in a zip', async () => {
    file('link.tar', tarOf([{ name: 'link', type: 'symlink', link: outside }]))
    file('through.tar', tarOf([{ name: 'link/evil', content: 'evil' }]))
    await run('steps', [uri('link.tar'), uri('through.tar')])
    await end('steps')
    writeFileSync(join(files, 'evil'), 'evil')
    execFileSync('zip', ['-q', 'evil.zip', '../evil'], { cwd: mkdtempSync(join(files, 'z')) })
    const [folder] = readdirSync(files).filter(name => name.startsWith('z'))
    await run('zip', [{ value: join(files, folder!, 'evil.zip') }])
    await end('zip')
    expect(readdirSync(outside)).toEqual(['precious'])
    expect(existsSync(join(follower.sandbox('zip'), '..', 'evil'))).toBe(false)
  })
})

const commandLines = (): readonly string[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(pid => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
      } catch {
        return ''
      }
    })
