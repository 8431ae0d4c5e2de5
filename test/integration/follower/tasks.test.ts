import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { FollowerProcess, isAlive, isRoot, runTask, type TaskOptions, until } from './follower-process.ts'

const isolations = isRoot ? ['cgroups/cpu,cgroups/mem', 'posix/cpu,posix/mem'] : ['posix/cpu,posix/mem']

describe.each(isolations)('command tasks under %s', isolation => {
  let master: FakeMaster
  let follower: FollowerProcess
  const cgroups = isolation.startsWith('cgroups')

  anewOnSecondTry(async () => void master.received.splice(0))
  beforeAll(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, [`--isolation=${isolation}`, ...(cgroups ? [] : ['--launcher=posix'])])
    await follower.start()
  })
  afterAll(async () => {
    await follower.leavesNothing()
    await follower.close()
    await master.close()
    follower.removeCgroups()
  })

  const run = (id: string, command: string, options: TaskOptions = {}) =>
    master.send('RunTaskMessage', runTask(master.agentId, id, command, options))

  it('run and end with their status, in the words of the captures', async () => {
    await run('good', 'echo out; echo err >&2')
    await run('bad', 'exit 7')
    await run('shot', 'kill -9 $$')
    expect(await master.status('good', 'TASK_FINISHED')).toMatchObject({
      message: 'Command exited with status 0',
      source: 'SOURCE_EXECUTOR',
      executor_id: { value: 'good' },
      container_status: { network_infos: [{ ip_addresses: [{ ip_address: '127.0.0.1' }] }] },
    })
    expect(await master.status('bad', 'TASK_FAILED')).toMatchObject({ message: 'Command exited with status 7' })
    expect(await master.status('shot', 'TASK_FAILED')).toMatchObject({
      message: 'Command terminated with signal Killed',
    })
    expect(master.states('good')).toEqual(['TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED'])
    expect(follower.read('good', 'stdout')).toBe('out\n')
    expect(follower.read('good', 'stderr')).toBe('err\n')
    expect(statSync(follower.sandbox('good')).mode & 0o777).toBe(0o750)
  })

  it('find their environment and nothing of the agent', async () => {
    const command = { environment: { variables: [{ name: 'MINE', value: "it's $HOME" }] } }
    await run('env', 'env', { command })
    await master.status('env', 'TASK_FINISHED')
    const lines = follower.read('env', 'stdout')
    expect(lines).toContain("MINE=it's $HOME\n")
    expect(lines).toContain('MESOS_FRAMEWORK_ID=F\n')
    expect(lines).toContain('MESOS_ALLOCATION_ROLE=dev\n')
    expect(lines).toContain('MESOS_CHECKPOINT=1\n')
    expect(lines).not.toContain('SECRET_OF_THE_AGENT')
    expect(lines).not.toContain('OLDPWD')
  })

  it('run without a shell, their arguments untouched', async () => {
    const command = { shell: false, value: '/usr/bin/printf', arguments: ['printf', '%s|', 'a b', '$HOME', "'"] }
    await run('argv', '', { command })
    await master.status('argv', 'TASK_FINISHED')
    expect(follower.read('argv', 'stdout')).toBe("a b|$HOME|'|")
  })

  it.runIf(isRoot)('run as another user, who has none of our rights', async () => {
    const command = { user: 'nobody', environment: { variables: [{ name: 'LD_PRELOAD', value: '/nonexistent.so' }] } }
    await run('nobody', 'id -un; touch mine; cat /etc/shadow', { command })
    await master.status('nobody', 'TASK_FAILED')
    expect(follower.read('nobody', 'stdout')).toBe('nobody\n')
    expect(follower.read('nobody', 'stderr')).toContain('/etc/shadow')
    expect(existsSync(join(follower.sandbox('nobody'), 'mine'))).toBe(true)
  })

  it('are killed with grace, and told of it to frameworks that know the state', async () => {
    await run('polite', 'trap "echo bye; exit 0" TERM; echo ready; while :; do sleep 0.05; done', {
      capabilities: ['MULTI_ROLE', 'TASK_KILLING_STATE'],
    })
    await until(() => existsSync(follower.sandbox('polite')) && follower.read('polite', 'stdout') !== '', 'it is ready')
    await master.kill('polite', 60)
    expect(await master.status('polite', 'TASK_KILLED')).toMatchObject({ message: 'Command exited with status 0' })
    expect(follower.read('polite', 'stdout')).toBe('ready\nbye\n')
    expect(master.states('polite')).toEqual(['TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING', 'TASK_KILLED'])
  })

  it('are killed for good when they ignore SIGTERM', async () => {
    await run('stubborn', 'trap "" TERM; echo ready; while :; do sleep 0.05; done')
    await until(
      () => existsSync(follower.sandbox('stubborn')) && follower.read('stubborn', 'stdout') !== '',
      'it is ready',
    )
    await master.kill('stubborn', 0.3)
    expect(await master.status('stubborn', 'TASK_KILLED')).toMatchObject({
      message: 'Command terminated with signal Killed',
    })
  })

  it('take with them whatever left their process group, and their session', async () => {
    const marker = `${follower.folder}/marker`
    await run(
      'family',
      `setsid sh -c 'echo $$ >${marker}; exec sleep 1000' & sleep 1000 & while ! [ -s ${marker} ]; do sleep 0.05; done; exit 0`,
    )
    await master.status('family', 'TASK_FINISHED')
    expect(isAlive(readFileSync(marker, 'utf8').trim())).toBe(false)
  })

  it('fail when their time is up', async () => {
    await run('slow', 'sleep 1000', { max_completion_time: { nanoseconds: 2e8 }, capabilities: ['TASK_KILLING_STATE'] })
    expect(await master.status('slow', 'TASK_FAILED')).toMatchObject({ reason: 'REASON_MAX_COMPLETION_TIME_REACHED' })
    expect(master.states('slow')).not.toContain('TASK_KILLING')
  })

  it('get their URIs, and fail with the cause where one is missing', async () => {
    writeFileSync(join(follower.folder, 'tool'), '#!/bin/sh\necho fetched\n')
    const server = createServer((_, response) => response.end('over http')).listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page`
    const uris = [{ value: `file://${follower.folder}/tool`, executable: true }, { value: address }]
    await run('fetch', './tool; cat page', { command: { uris } })
    await master.status('fetch', 'TASK_FINISHED')
    server.close()
    expect(follower.read('fetch', 'stdout')).toBe('fetched\nover http')

    await run('nofetch', 'true', { command: { uris: [{ value: '/nonexistent/file' }] } })
    const failed = await master.status('nofetch', 'TASK_FAILED')
    expect(failed).toMatchObject({ reason: 'REASON_CONTAINER_LAUNCH_FAILED', source: 'SOURCE_AGENT' })
    expect(failed.message).toContain('Failed to fetch all URIs for container')
    expect(follower.read('nofetch', 'stderr')).toContain('/nonexistent/file does not exist')
  })

  it.runIf(cgroups)('are stopped at their memory limit, with reason, message and limitation', async () => {
    await run('hungry', 'a=x; while :; do a="$a$a"; done', { mem: 32 })
    const failed = await master.status('hungry', 'TASK_FAILED')
    expect(failed).toMatchObject({
      reason: 'REASON_CONTAINER_LIMITATION_MEMORY',
      source: 'SOURCE_AGENT',
      limitation: { resources: [{ name: 'mem', scalar: { value: 64 } }] },
    })
    expect(failed.message).toMatch(
      /^Memory limit exceeded: Requested: 64MB Maximum Used: 64MB\n\nMEMORY STATISTICS: \n/,
    )
  })

  it.runIf(cgroups)('have the limits of Mesos in the kernel', async () => {
    await run('limits', 'sleep 1000', { mem: 96 })
    await master.status('limits', 'TASK_RUNNING')
    const [{ container_id, statistics }] = (await follower.get('/containers')).filter(
      (one: any) => one.executor_id === 'limits',
    )
    const value = (path: string) => readFileSync(`/sys/fs/cgroup/${path}`, 'utf8').trim()
    if (existsSync('/sys/fs/cgroup/memory')) {
      expect(value(`memory/${follower.cgroup}/${container_id}/memory.limit_in_bytes`)).toBe(String(128 * 1024 * 1024))
      expect(value(`cpu/${follower.cgroup}/${container_id}/cpu.shares`)).toBe('204')
    }
    expect(statistics).toMatchObject({ cpus_limit: 0.2, mem_limit_bytes: 128 * 1024 * 1024 })
    expect(statistics).toHaveProperty('mem_rss_bytes')
    await master.kill('limits', 0)
    await master.status('limits', 'TASK_KILLED')
  })

  it('answer with a state of their own when they can not run here', async () => {
    await run('../escape', 'true')
    expect(await master.status('../escape', 'TASK_ERROR')).toMatchObject({ reason: 'REASON_TASK_INVALID' })
    await run('docker', 'true', { container: { type: 'DOCKER', docker: { image: 'x' } } })
    expect(await master.status('docker', 'TASK_FAILED')).toMatchObject({ reason: 'REASON_CONTAINER_LAUNCH_FAILED' })
    await run('stranger', 'true', { command: { user: 'no-such-user' } })
    expect((await master.status('stranger', 'TASK_FAILED')).message).toContain('no-such-user')
    await master.kill('unheard-of')
    await master.status('unheard-of', 'TASK_DROPPED')
  })

  it('are shown by /state and /files', async () => {
    const { frameworks, completed_frameworks, id } = await follower.get('/state')
    expect(id).toBe(master.agentId)
    const executors = [...frameworks, ...completed_frameworks].flatMap(one => [
      ...one.executors,
      ...one.completed_executors,
    ])
    const good = executors.find(one => one.id === 'good')
    expect(good).toMatchObject({
      name: "Command Executor (Task: good) (Command: sh -c 'echo out; ec...')",
      source: 'good',
    })
    expect(good.completed_tasks[0]).toMatchObject({ state: 'TASK_FINISHED', resources: { cpus: 0.1, mem: 32 } })
    const read = await follower.get(`/files/read?path=${good.directory}/stdout&offset=0`)
    expect(read).toEqual({ data: 'out\n', offset: 0 })
  })

  it('bad input hurts nobody', async () => {
    const say = (text: string | Buffer, half = false) =>
      new Promise<string>(resolve => {
        let heard = ''
        const socket = connect(follower.port, '127.0.0.1', () => (half ? socket.end(text) : socket.write(text)))
        socket.setEncoding('utf8').on('data', data => {
          heard += data
          socket.end()
        })
        socket.on('close', () => resolve(heard))
        socket.on('error', () => {})
      })
    expect(await say('\x00\x01garbage\r\n\r\n')).toContain('400')
    const header =
      'POST /slave(1)/mesos.internal.RunTaskMessage HTTP/1.1\r\nHost: x\r\nLibprocess-From: master@127.0.0.1:1\r\n'
    await say(`${header}Content-Length: 1000\r\n\r\nhalf of it`, true)
    expect(await say(`${header}Content-Length: 4\r\n\r\nabcd`)).toContain('500')
    const executor = await fetch(`http://127.0.0.1:${follower.port}/api/v1/executor`, { method: 'POST', body: '{' })
    expect(executor.status).toBe(415)
    expect((await fetch(`http://127.0.0.1:${follower.port}/health`)).status).toBe(200)
    expect(follower.child!.exitCode).toBe(null)
  })
})
