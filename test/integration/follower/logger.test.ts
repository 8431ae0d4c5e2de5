import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { FollowerProcess, runTask, until } from './follower-process.ts'

const name = 'org_apache_mesos_LogrotateContainerLogger'
const parameters = [
  { key: 'max_stdout_size', value: '100KB' },
  { key: 'logrotate_stdout_options', value: 'rotate 2' },
]

describe('a task that says too much', () => {
  let master: FakeMaster
  let follower: FollowerProcess

  beforeAll(async () => {
    master = await startFakeMaster()
    const modules = JSON.stringify({ libraries: [{ modules: [{ name, parameters }] }] })
    const posix = ['--isolation=posix/cpu,posix/mem', '--launcher=posix']
    follower = new FollowerProcess(master, [...posix, `--container_logger=${name}`, `--modules=${modules}`])
    await follower.start()
  })
  afterAll(async () => {
    await follower.leavesNothing()
    await follower.close()
    await master.close()
  })

  it('has its output begun anew, after a restart of the agent too', async () => {
    const talk = 'while :; do head -c 50000 /dev/zero; sleep 0.05; done'
    await master.send('RunTaskMessage', runTask(master.agentId, 'talk', talk))
    const size = (file: string) =>
      lstatSync(join(follower.sandbox('talk'), file), { throwIfNoEntry: false })?.size ?? -1
    await until(() => size('stdout.2') === 102_400, 'the output is begun anew twice')
    await follower.acknowledged('talk')
    await follower.kill('SIGKILL')
    const grown = size('stdout')
    await until(() => size('stdout') > grown + 200_000, 'it says more')
    await follower.start()
    await until(() => size('stdout') < grown + 200_000, 'it is begun anew')
    // one is renamed at almost any moment
    const files = () => readdirSync(follower.sandbox('talk')).sort().join()
    await until(() => files() === 'stderr,stdout,stdout.1,stdout.2', 'there are no others', files)
    const killed = { framework_id: { value: 'F' }, task_id: { value: 'talk' } }
    await master.send('KillTaskMessage', killed)
    await master.next('StatusUpdateMessage', ({ update }) => update.status.state === 'TASK_KILLED')
  })
})
