import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { program } from '../../commands/program.ts'
import { eventually } from '../master/daemons.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { environment, sitBefore } from './desk.ts'

let cluster: Cluster
let task: string

beforeAll(async () => {
  cluster = await startCluster()
  const command = 'echo file >here; while :; do echo tick; sleep 0.1; done'
  const { stdout } = await cluster.mantl('run', '--detach', '--name', 'home', '--', command)
  task = stdout.trim()
  await eventually('it has begun', async () => (await cluster.mantl('tasks', 'logs', task)).stdout.includes('tick'))
})
afterAll(async () => {
  await cluster.mantl('tasks', 'kill', task)
  await eventually('no session is left', async () => sessionsLeft() === 0)
  await cluster.end()
})

/** Terminals that our follower gave to sessions. */
const sessionsLeft = (): number =>
  readdirSync('/proc').filter(pid => {
    try {
      const text = readFileSync(`/proc/${pid}/environ`, 'utf8')
      const isOurs = text.includes('MESOS_SANDBOX') && text.includes(cluster.follower.folder)
      return /^\d+$/.test(pid) && isOurs && readFileSync(`/proc/${pid}/comm`, 'utf8') === 'script\n'
    } catch {
      return false
    }
  }).length

const exec = (...args: string[]) => cluster.mantl('tasks', 'exec', ...args)

describe('mantl tasks exec', () => {
  it('runs in the folder of the task, and ends as the command does', async () => {
    expect(await exec('home', '--', 'cat here; echo problem >&2; exit 5')).toEqual({
      status: 5,
      stdout: 'file\n',
      stderr: 'problem\n',
    })
    expect(await exec('home', '--', 'printf', '%s|', 'a b', "c'd")).toMatchObject({ status: 0, stdout: "a b|c'd|" })
    expect((await exec('home', '--', 'kill -9 $$')).status).toBe(137)
    expect((await exec('home', '--env', 'GREETING=hi', '--', 'echo $GREETING')).stdout).toBe('hi\n')
  })

  it('finds its input at the end, unless it is asked for', async () => {
    expect(await exec('home', '--', 'cat')).toMatchObject({ status: 0, stdout: '' })
  })

  it('gives the result as one value', async () => {
    const { stdout, status } = await exec('home', '--json', '--', 'echo out; echo err >&2; exit 3')
    expect(status).toBe(3)
    expect(JSON.parse(stdout)).toEqual({ task, exitCode: 3, detached: false, stdout: 'out\n', stderr: 'err\n' })
  })

  it('sends megabytes there and back as they are', async () => {
    const child = start(['tasks', 'exec', '-i', 'home', '--', 'cat'])
    const data = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7) % 256))
    const chunks: Buffer[] = []
    child.stdout!.on('data', chunk => void chunks.push(chunk))
    child.stdin!.end(data)
    const [status] = await once(child, 'close')
    expect(status).toBe(0)
    expect(Buffer.concat(chunks).equals(data)).toBe(true)
  })

  it('hands signals on to the command', async () => {
    const child = start([
      'tasks',
      'exec',
      'home',
      '--',
      "trap 'exit 42' TERM; echo ready; while :; do sleep 0.05; done",
    ])
    await once(child.stdout!, 'data')
    child.kill('SIGTERM')
    expect((await once(child, 'close'))[0]).toBe(42)
  })

  it.each([
    [['nobody', '--', 'true'], 'there is no task nobody'],
    [['home'], 'there is no command to run'],
    [['home', '-it', '--', 'sh'], 'does not come from a terminal'],
    [['home', '--user', 'no-such-user', '--', 'true'], 'no-such-user'],
  ])('%j tells what is wrong', async (args, text) => {
    const { status, stderr } = await exec(...args)
    expect(status).not.toBe(0)
    expect(stderr).toContain(text)
  })
})

const start = (args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [program, ...args], { env: environment(cluster.leader.address), stdio: 'pipe' })
const sitDown = (args: readonly string[]) => sitBefore(cluster.leader.address, args)

describe('mantl tasks exec -it', () => {
  it('is a shell: keys, Ctrl-C, the size of the window, the exit code; the terminal is as before', async () => {
    const desk = sitDown(['tasks', 'exec', '-it', 'home', '--', 'PS1=ready: sh'])
    await desk.shows('ready:')
    desk.type('stty size; tty\r')
    await desk.shows('30 90')
    await desk.shows(/\/dev\/pts\/\d+/)
    desk.resize(41, 123)
    await eventually('the new size is known', async () => {
      desk.type('stty size\r')
      return desk.seen.text.includes('41 123')
    })
    // what is typed is shown at once, what sh says of its own only when it is in front
    desk.type(`sh -c 'printf "be%s" gun; exec sleep 1000'\r`)
    await desk.shows('begun')
    desk.type('\x03')
    desk.type('exit 9\r')
    await desk.shows('status 9')
    await desk.ended
    expect(desk.seen.text).toMatch(/(^|[\s;])icanon/)
    expect(desk.seen.text).toMatch(/(^|[\s;])echo /)
  })

  it('is left by Ctrl-P Ctrl-Q, and a single Ctrl-P is a key like others', async () => {
    const desk = sitDown(['tasks', 'exec', '-it', 'home', '--', 'stty raw -echo; echo ready; cat -v'])
    await desk.shows('ready')
    desk.type('a\x10b')
    await desk.shows('a^Pb')
    desk.type('\x10\x11')
    await desk.shows('status 0')
    await desk.ended
    expect(desk.seen.text).toMatch(/(^|[\s;])icanon/)
  })
})

describe('mantl tasks attach', () => {
  it('shows what the task says from now on, and ends as it does', async () => {
    const { stdout } = await cluster.mantl(
      'run',
      '--detach',
      '--name',
      'ends',
      '--',
      'while [ ! -e go ]; do echo tick; sleep 0.05; done; echo went; exit 6',
    )
    const attached = cluster.start('tasks', 'attach', stdout.trim())
    await eventually('it is attached', async () => attached.output.stdout.includes('tick'))
    await exec(stdout.trim(), '--', 'touch go')
    const { status, stdout: said } = await attached.ended
    expect([status, said]).toEqual([6, expect.stringMatching(/^(tick\n)+went\n$/)])
  })

  it('leaves the task running at Ctrl-C', async () => {
    const attached = cluster.start('tasks', 'attach', 'home')
    await eventually('it is attached', async () => attached.output.stdout.includes('tick'))
    attached.child.kill('SIGINT')
    const { status, stderr } = await attached.ended
    expect([status, stderr]).toEqual([0, expect.stringContaining('runs on')])
    expect((await exec('home', '--', 'true')).status).toBe(0)
  })
})
