import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { busyboxImage } from '../../support/images/build.ts'
import { type FakeRegistry, startFakeRegistry } from '../../support/images/fake-registry.ts'
import { leaksOf } from '../../support/leaks.ts'
import { FollowerProcess, isRoot, runTask, type TaskOptions, until } from './follower-process.ts'

const image = busyboxImage(
  {
    name: 'team/app:v1',
    config: { Entrypoint: ['/bin/sh', '-c'], Cmd: ['cat hello; echo $WORD'], Env: ['WORD=image'], WorkingDir: '/srv' },
  },
  [
    { name: 'srv/', type: 'folder' },
    { name: 'srv/hello', content: 'hello\n' },
  ],
)
const named = (name: string): TaskOptions => ({
  container: { type: 'MESOS', mesos: { image: { type: 'DOCKER', docker: { name } } } },
})

describe.runIf(isRoot)('tasks with an image', () => {
  let master: FakeMaster
  let follower: FollowerProcess
  let registry: FakeRegistry
  let store: string
  let hang = false

  beforeAll(async () => {
    registry = await startFakeRegistry(image, ({ url }) => hang && (url?.includes('/blobs/') ?? false))
    master = await startFakeMaster()
    store = mkdtempSync(join(tmpdir(), 'mantl-store-'))
    follower = new FollowerProcess(master, [
      '--isolation=filesystem/linux,docker/runtime,cgroups/cpu,cgroups/mem',
      '--image_providers=DOCKER',
      `--docker_registry=http://${registry.address}`,
      `--docker_store_dir=${store}`,
    ])
    await follower.start()
  })
  afterAll(async () => {
    const left = () =>
      leaksOf({ folder: follower.folder, cgroup: follower.cgroup }).filter(
        leak => !leak.startsWith(`process ${follower.child?.pid} `),
      )
    await until(
      () => left().length === 0,
      'nothing is left',
      () => left().join('\n'),
    )
    expect(readdirSync(join(follower.workDir, 'provisioner/containers'))).toEqual([])
    const halfMade = readdirSync(join(store, 'staging'), { recursive: true, encoding: 'utf8' }).filter(path =>
      path.includes('/'),
    )
    expect(halfMade).toEqual([])
    await follower.close()
    await master.close()
    await registry.close()
    follower.removeCgroups()
    rmSync(store, { recursive: true })
  })

  const run = (id: string, command: string, options: TaskOptions) =>
    master.send('RunTaskMessage', runTask(master.agentId, id, command, options))

  it('run in it, with its sandbox in a place of its own', async () => {
    await run('inside', 'cat /srv/hello; echo out >$MESOS_SANDBOX/file; ls /etc | wc -l', named('team/app:v1'))
    await master.status('inside', 'TASK_FINISHED')
    expect(follower.read('inside', 'stdout').split('\n')[0]).toBe('hello')
    expect(follower.read('inside', 'file')).toBe('out\n')
  })

  it('run what the image says', async () => {
    await run('own', '', { ...named('team/app:v1'), command: { shell: false, value: undefined } })
    await master.status('own', 'TASK_FINISHED')
    expect(follower.read('own', 'stdout')).toBe('hello\nimage\n')
  })

  it('fail with the cause when there is no such image', async () => {
    await run('none', 'true', named('team/none:v1'))
    expect(await master.status('none', 'TASK_FAILED')).toMatchObject({
      reason: 'REASON_CONTAINER_LAUNCH_FAILED',
      message: expect.stringContaining(`the image 'team/none:v1': ${registry.address} has no such image`),
    })
  })

  it('fail with the cause when the name is none', async () => {
    await run('odd', 'true', named('../../etc'))
    expect(await master.status('odd', 'TASK_FAILED')).toMatchObject({
      message: expect.stringContaining('is no name of an image'),
    })
  })

  it('leave layers that PRUNE_IMAGES removes', async () => {
    expect(readdirSync(join(store, 'layers'))).toHaveLength(2)
    const prune = (body: object) =>
      fetch(`http://127.0.0.1:${follower.port}/api/v1`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'PRUNE_IMAGES', ...body }),
      })
    const excluded_images = [{ type: 'DOCKER', docker: { name: 'team/app:v1' } }]
    await until(
      async () => (await prune({})).status === 200 && readdirSync(join(store, 'layers')).length === 0,
      'they are gone',
    )
    expect((await prune({ prune_images: { excluded_images } })).status).toBe(200)
    const misspelt = [{ type: 'DOCKER', docker: { name: 'Team/App' } }]
    expect((await prune({ prune_images: { excluded_images: misspelt } })).status).toBe(400)
  })

  it('fail, and leave nothing, when the follower dies while their image comes', async () => {
    hang = true
    const asked = registry.seen.length
    await run('cut', 'true', named('team/app:v1'))
    await until(() => registry.seen.slice(asked).some(line => line.includes('/blobs/')), 'a layer is asked for')
    await follower.kill('SIGKILL')
    hang = false
    await follower.start()
    await run('after', 'cat /srv/hello', named('team/app:v1'))
    await master.status('after', 'TASK_FINISHED')
    expect(follower.read('after', 'stdout')).toBe('hello\n')
  })
})
