import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { eventually } from '../master/daemons.ts'
import { type Cluster, startCluster } from './cluster.ts'

let cluster: Cluster
let folder: string
beforeAll(async () => {
  cluster = await startCluster()
  folder = mkdtempSync(join(tmpdir(), 'mantl-files-'))
})
anewOnSecondTry(async () => {
  await cluster.end()
  cluster = await startCluster()
})
afterAll(async () => {
  await cluster?.end()
  rmSync(folder, { recursive: true, force: true })
})

/** A JSON shape of `tasks list`. */
const running = async (): Promise<{ id: string; name: string }[]> =>
  JSON.parse((await cluster.mantl('tasks', 'list', '--json')).stdout).tasks

describe('mantl run', () => {
  it.each([
    { what: 'ends with the exit code', args: ['--', 'exit 3'], status: 3, stdout: '' },
    { what: 'shows stdout', args: ['--', 'echo hi'], status: 0, stdout: 'hi\n' },
    {
      what: 'runs a program with its arguments',
      args: ['--', 'printf', '%s|', 'a b', 'c'],
      status: 0,
      stdout: 'a b|c|',
    },
    {
      what: 'hands the environment over',
      args: ['--env', 'A=b c', '--env', 'X=1', '--', 'echo $A $X'],
      status: 0,
      stdout: 'b c 1\n',
    },
    { what: 'ends with 128 and the signal', args: ['--', 'kill -9 $$'], status: 137, stdout: '' },
    {
      what: 'fails where a file cannot be fetched',
      args: ['--uri', '/no/such/file', '--', 'true'],
      status: 1,
      stdout: '',
    },
  ])('$what', async ({ args, status, stdout }) => {
    const ended = await cluster.mantl('run', ...args)
    expect({ status: ended.status, stdout: ended.stdout }).toEqual({ status, stdout })
  })

  it('keeps stdout and stderr apart, and says states on stderr', async () => {
    const { stdout, stderr } = await cluster.mantl('run', '--name', 'two', '--', 'echo out; echo err >&2')
    expect(stdout).toBe('out\n')
    expect(stderr).toMatch(/^err$/m)
    expect(stderr).toMatch(/^two\.[0-9a-f]{8} {2}TASK_RUNNING$/m)
    expect(stderr).toMatch(/^two\.[0-9a-f]{8} {2}TASK_FINISHED {2}Command exited with status 0$/m)
  })

  it('shows output while it is written', async () => {
    const { output, child, ended } = cluster.start('run', '--', 'echo early; sleep 60')
    await eventually('the first line is there', () => output.stdout === 'early\n')
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ status: 130, stdout: 'early\n' })
  })

  it('passes bytes on as they are, many of them', async () => {
    const { stdout } = await cluster.mantl('run', '--', 'yes 0123456789 | head -n 30000')
    expect(stdout).toBe('0123456789\n'.repeat(30_000))
  })

  it('fetches files into the sandbox', async () => {
    writeFileSync(join(folder, 'data.txt'), 'from a file\n')
    expect(await cluster.mantl('run', '--uri', join(folder, 'data.txt'), '--', 'cat data.txt')).toMatchObject({
      status: 0,
      stdout: 'from a file\n',
    })
  })

  it('runs several, whose lines say whose they are', async () => {
    const { status, stdout } = await cluster.mantl('run', '--name', 'many', '--count', '3', '--', 'printf "a\\nb"')
    expect(status).toBe(0)
    const lines = stdout.trimEnd().split('\n').sort()
    expect(lines.map(line => line.replace(/\.[0-9a-f]{8}/, ''))).toEqual(
      ['many-1', 'many-2', 'many-3'].flatMap(id => [`${id} | a`, `${id} | b`]),
    )
  })

  it('says why it waits, and gives up at Ctrl-C', async () => {
    const { output, child, ended } = cluster.start('run', '--mem', '99999', '--', 'true')
    await eventually('it says why', () =>
      output.stderr.includes('no offer is large enough for cpus 0.1 and mem 99999: the largest has cpus 2, mem 512'),
    )
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ status: 130, stdout: '' })
  })

  it('kills its task at Ctrl-C', async () => {
    const { output, child, ended } = cluster.start('run', '--name', 'victim', '--', 'sleep 600')
    await eventually('it runs', () => output.stderr.includes('TASK_RUNNING'))
    child.kill('SIGINT')
    expect((await ended).status).toBe(130)
    expect(output.stderr).toMatch(/TASK_KILLED/)
    expect(await running()).toEqual([])
  })

  it('gives one JSON value with --json', async () => {
    const { status, stdout, stderr } = await cluster.mantl('run', '--json', '--', 'echo hi; exit 4')
    expect({ status, stderr }).toEqual({ status: 4, stderr: '' })
    expect(JSON.parse(stdout).tasks).toMatchObject([{ state: 'TASK_FAILED', exitCode: 4 }])
  })

  it('leaves no framework behind', async () => {
    await cluster.mantl('run', '--', 'true')
    const state = (await (await fetch(`http://${cluster.leader.address}/state`)).json()) as { frameworks: unknown[] }
    expect(state.frameworks).toEqual([])
  })
})

describe('a detached task', () => {
  it('is listed, read, followed and killed', async () => {
    const { status, stdout } = await cluster.mantl('run', '--name', 'bg', '-d', '--', 'echo started; sleep 600')
    expect(status).toBe(0)
    const id = stdout.trim()
    expect(id).toMatch(/^bg\.[0-9a-f]{8}$/)
    expect((await running()).map(task => task.id)).toEqual([id])
    expect((await cluster.mantl('tasks', 'list')).stdout).toContain(`${id}  TASK_RUNNING`)

    const { output, ended } = cluster.start('tasks', 'logs', 'bg', '--follow')
    await eventually('its output is there', () => output.stdout === 'started\n')
    expect(await cluster.mantl('tasks', 'kill', 'bg')).toMatchObject({ status: 0, stdout: `${id}  TASK_KILLED\n` })
    expect(await ended).toMatchObject({ status: 0, stdout: 'started\n' })

    expect(await running()).toEqual([])
    expect(await cluster.mantl('tasks', 'logs', id)).toMatchObject({ status: 0, stdout: 'started\n' })
  })

  it.each([
    [['tasks', 'logs', 'nobody'], 'task.unknown'],
    [['tasks', 'kill', 'nobody'], 'task.unknown'],
  ])('%j fails with %s', async (args, code) => {
    const { status, stdout } = await cluster.mantl(...args, '--json')
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } })
  })

  it('has no other files than it has', async () => {
    await cluster.mantl('run', '--name', 'files', '-d', '--', 'sleep 600')
    const { status, stdout } = await cluster.mantl('tasks', 'logs', 'files', '--file', 'nothing', '--json')
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'task.no_file' } })
    await cluster.mantl('tasks', 'kill', 'files')
  })
})

it('mantl status shows leader, follower and what is used', async () => {
  const { stdout: id } = await cluster.mantl(
    'run',
    '--name',
    'used',
    '-d',
    '--cpus',
    '0.5',
    '--mem',
    '100',
    '--',
    'sleep 600',
  )
  const { status, stdout } = await cluster.mantl('status', '--json')
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    cluster: 'test',
    leaders: [{ role: 'leading' }],
    followers: [
      {
        address: cluster.follower.address,
        active: true,
        total: { cpus: 2, mem: 512 },
        used: { cpus: 0.5, mem: 100 },
        tasks: 1,
      },
    ],
    frameworks: 1,
    tasks: [{ id: id.trim(), state: 'TASK_RUNNING' }],
  })
  const text = (await cluster.mantl('status')).stdout
  expect(text).toContain('cluster test\n')
  expect(text).toContain('1 task of 1 framework')
  await cluster.mantl('tasks', 'kill', 'used')
})
