import { lstatSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { busyboxImage, busyboxLayer, writeDockerArchive } from '../../support/images/build.ts'
import { leaksOf } from '../../support/leaks.ts'
import { FollowerProcess, isRoot, runTask, until } from './follower-process.ts'
import { smallExecutor } from './small-executor.ts'

/** Without libraries: those of the host are mounted, for a Node that this machine has. */
const image = busyboxImage({
  name: 'busybox:latest',
  layers: [
    [
      ...busyboxLayer(),
      { name: 'lib', type: 'symlink', link: 'usr/lib' },
      { name: 'lib64', type: 'symlink', link: 'usr/lib64' },
    ],
  ],
})

describe.runIf(isRoot)('executors over a socket in the file system', () => {
  let master: FakeMaster
  let follower: FollowerProcess
  const at = (name: string) => join(follower.folder, name)
  const location = () => at('place/agent.sock')

  beforeAll(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, [])
    follower.flags = [
      '--isolation=filesystem/linux,docker/runtime,volume/host_path,cgroups/mem',
      '--image_providers=docker',
      `--docker_registry=${at('images')}`,
      `--docker_store_dir=${at('store')}`,
      '--http_executor_domain_sockets',
      `--domain_socket_location=${location()}`,
      '--executor_reregistration_timeout=15secs',
    ]
    for (const folder of ['images', 'code']) mkdirSync(at(folder))
    writeDockerArchive(at('images'), image)
    writeFileSync(at('code/executor.cjs'), smallExecutor)
    await follower.start()
  })
  afterAll(async () => {
    await until(() => follower.cgroupsLeft().length === 0, 'containers are cleaned up')
    await follower.kill('SIGKILL')
    await until(
      () => leaksOf(follower).length === 0,
      'nothing is left',
      () => leaksOf(follower).join('\n'),
    )
    await follower.close()
    await master.close()
    follower.removeCgroups()
  })

  const volume = (host_path: string, container_path: string) => ({ host_path, container_path, mode: 'RO' })
  const run = (id: string, place: { node: string; code: string; container?: object }) =>
    master.send('RunTaskMessage', {
      ...runTask(master.agentId, id, ''),
      task: {
        ...runTask(master.agentId, id, '').task,
        command: undefined,
        executor: {
          type: 'CUSTOM',
          executor_id: { value: id },
          framework_id: { value: 'F' },
          resources: [{ name: 'mem', type: 'SCALAR', scalar: { value: 256 }, allocation_info: { role: 'dev' } }],
          command: { value: `echo $MESOS_DOMAIN_SOCKET >where; exec ${place.node}/node ${place.code}/executor.cjs` },
          ...(place.container ? { container: place.container } : {}),
        },
      },
    })
  const hostNode = dirname(process.execPath)
  const imaged = {
    type: 'MESOS',
    mesos: { image: { type: 'DOCKER', docker: { name: 'busybox' } } },
    volumes: [volume('/usr', '/usr'), volume(hostNode, '/node')],
  }
  /** Where they are, and what they find in MESOS_DOMAIN_SOCKET. */
  const places = (): Record<string, { where: string; place: Parameters<typeof run>[1] }> => ({
    host: { where: location(), place: { node: hostNode, code: at('code') } },
    image: {
      where: '/mnt/mesos/agent/agent.sock',
      place: {
        node: '/node',
        code: '/code',
        container: { ...imaged, volumes: [...imaged.volumes, volume(at('code'), '/code')] },
      },
    },
  })

  it.each(['host', 'image'])('speak from within their container, %s, and again to the next follower', async name => {
    const { where, place } = places()[name]!
    await run(name, place)
    await master.status(name, 'TASK_RUNNING')
    expect(readFileSync(join(follower.sandbox(name), 'where'), 'utf8')).toBe(`${where}\n`)
    const said = () => readFileSync(join(follower.sandbox(name), 'stdout'), 'utf8')
    await until(() => said().includes('ACKNOWLEDGED'), 'its update is acknowledged')
    await follower.kill('SIGKILL')
    await follower.start()
    await until(() => said().split('SUBSCRIBED').length === 3, 'it subscribes again')
    await master.kill(name)
    await master.status(name, 'TASK_KILLED')
    const ids = { framework_id: { value: 'F' }, executor_id: { value: name } }
    await master.send('ShutdownExecutorMessage', ids)
    expect(await master.next('ExitedExecutorMessage', ({ executor_id }) => executor_id.value === name)).toMatchObject({
      ...ids,
      status: 0,
    })
  })

  const ask = (path: string, headers: Record<string, string>, body = '{}') =>
    new Promise<number>((resolve, reject) => {
      const asked = request({ socketPath: location(), path, method: 'POST', headers }, response => {
        response.resume()
        resolve(response.statusCode!)
      })
      asked.on('error', reject)
      asked.end(body)
    })

  it('find nothing else there, and no word of libprocess is heard', async () => {
    expect(readlinkSync(location())).toBe(at('run/executors/agent.sock'))
    expect(lstatSync(at('run/executors/agent.sock')).mode & 0o777).toBe(0o666)
    const json = { 'content-type': 'application/json' }
    expect(await ask('/slave(1)/api/v1/executor', json)).toBe(400)
    expect(await ask('/slave(1)/api/v1', json)).toBe(404)
    expect(await ask('/state', json)).toBe(404)
    const message = { 'libprocess-from': 'a@127.0.0.1:1', connection: 'keep-alive' }
    expect(await ask('/slave(1)/mesos.internal.ShutdownMessage', message, '')).toBe(404)
    expect(await ask('/slave(1)/api/v1/executor', json)).toBe(400)
  })
})
