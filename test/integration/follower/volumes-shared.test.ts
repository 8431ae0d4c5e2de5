import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { leaksOf } from '../../support/leaks.ts'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { FollowerProcess, isRoot, runTask, until } from './follower-process.ts'
import { taskGroup } from './task-group.ts'

const role = { allocation_info: { role: 'dev' } }
const volume = {
  name: 'disk',
  type: 'SCALAR',
  scalar: { value: 8 },
  reservations: [{ type: 'DYNAMIC', role: 'dev' }],
  disk: { persistence: { id: 'both' }, volume: { container_path: 'both', mode: 'RW' } },
  shared: {},
}
const [first, last] = [61_000, 61_009]

/** --volume_gid_range, with users that know nothing of each other. */
describe.runIf(isRoot).each(['filesystem/posix', 'filesystem/linux'])('volumes of several users by %s', isolation => {
  let master: FakeMaster
  let follower: FollowerProcess
  const place = () => join(follower.workDir, 'volumes/roles/dev/both')

  anewOnSecondTry(async () => void master.received.splice(0))
  beforeAll(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, [
      `--isolation=${isolation},volume/sandbox_path`,
      `--volume_gid_range=[${first}-${last}]`,
      '--max_completed_executors_per_framework=10',
    ])
    mkdirSync(follower.workDir)
    chmodSync(follower.folder, 0o755) // links lead through it
    await follower.start()
    await master.send('CheckpointResourcesMessage', { resources: [volume] })
    await until(() => existsSync(place()), 'the volume is made')
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

  const run = async (id: string, user: string, command: string, resources: object[] = [{ ...volume, ...role }]) => {
    const message = runTask(master.agentId, id, command, { user })
    const task = { ...message.task, resources: [...message.task.resources, ...resources] }
    await master.send('RunTaskMessage', { ...message, task })
  }
  const free = async () => (await follower.get('/metrics/snapshot'))['volume_gid_manager/volume_gids_free']

  it('are written to by all of them, at once', async () => {
    expect(await free()).toBe(last - first + 1)
    const meet = (own: string, other: string) =>
      `id -G; echo ${own} >both/${own} && until [ -s both/${other} ]; do sleep 0.05; done; cat both/${other}`
    await run('one', 'nobody', meet('one', 'two'))
    await run('two', 'daemon', meet('two', 'one'))
    await Promise.all([master.status('one', 'TASK_FINISHED'), master.status('two', 'TASK_FINISHED')])
    const [groups, other] = follower.read('one', 'stdout').split('\n')
    expect(groups?.split(' ')).toContain(String(first))
    expect(other).toBe('two')
    const [folder, file] = [statSync(place()), statSync(join(place(), 'two'))]
    expect([folder.uid, folder.gid, folder.mode & 0o7777]).toEqual([0, first, 0o2775])
    expect(file.gid).toBe(first)
    expect(await free()).toBe(last - first)
  })

  it('are nobody else’s: who has no share in them is not in their group', async () => {
    await run('stranger', 'nobody', `id -G; touch ${place()}/stranger`, [])
    await master.status('stranger', 'TASK_FAILED')
    expect(follower.read('stranger', 'stdout').trim().split(' ')).not.toContain(String(first))
    expect(existsSync(join(place(), 'stranger'))).toBe(false)
  })

  it('keep their group when the follower is killed, and lose it when they are destroyed', async () => {
    await follower.kill('SIGKILL')
    await follower.start()
    expect(await free()).toBe(last - first)
    await run('later', 'daemon', 'id -G; touch both/later')
    await master.status('later', 'TASK_FINISHED')
    expect(follower.read('later', 'stdout').trim().split(' ')).toContain(String(first))
    await master.send('CheckpointResourcesMessage', { resources: [] })
    await until(async () => (await free()) === last - first + 1, 'the group is free again')
  })

  const shared = {
    container_path: 'shared',
    mode: 'RW',
    source: { type: 'SANDBOX_PATH', sandbox_path: { type: 'PARENT', path: 'shared' } },
  }
  const member = (user: string, value: string) => ({
    command: { value, user },
    container: { type: 'MESOS', volumes: [shared] },
  })

  // A link into the sandbox of another user leads nowhere: only a mount does.
  const itWithMounts = isolation === 'filesystem/linux' ? it : () => {}
  itWithMounts('are folders of a pod too, until it ends', async () => {
    const meet = (own: string, other: string) =>
      `touch shared/${own} && until [ -e shared/${other} ]; do sleep 0.05; done`
    const folder = () => statSync(join(follower.sandbox('pod'), 'shared'))
    await master.send(
      'RunTaskGroupMessage',
      taskGroup(master.agentId, 'pod', {
        left: member('nobody', meet('left', 'right')),
        right: member('daemon', `${meet('right', 'left')}; until [ -e shared/go ]; do sleep 0.05; done`),
        root: member('root', 'until [ -e shared/left ]; do sleep 0.05; done; stat -c %g:%a shared; touch shared/go'),
      }),
    )
    await Promise.all(['left', 'right', 'root'].map(id => master.status(id, 'TASK_FINISHED')))
    await master.next('ExitedExecutorMessage', ({ executor_id }) => executor_id.value === 'pod')
    expect(follower.read('pod', 'tasks/root/stdout')).toBe(`${first}:2775\n`)
    await until(() => folder().gid === 0, 'it is its owner’s alone')
    expect(folder().mode & 0o7777).toBe(0o755)
    expect(await free()).toBe(last - first + 1)
  })

  it('refuse whom no group is left for', async () => {
    await follower.kill('SIGKILL')
    const others = follower.flags.filter(flag => !flag.startsWith('--volume_gid_range='))
    follower.flags = [...others, `--volume_gid_range=[${first}-${first}]`]
    await follower.start()
    const other = { ...volume, disk: { ...volume.disk, persistence: { id: 'other' } } }
    await master.send('CheckpointResourcesMessage', { resources: [volume, other] })
    await until(() => existsSync(join(place(), '../other')), 'the volumes are made')
    await run('has', 'nobody', 'touch both/it')
    await master.status('has', 'TASK_FINISHED')
    await run('lacks', 'nobody', 'touch both/it', [{ ...other, ...role }])
    expect((await master.status('lacks', 'TASK_FAILED')).message).toContain('no group id of --volume_gid_range is free')
  })
})
