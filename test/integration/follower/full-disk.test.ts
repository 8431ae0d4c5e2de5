import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { FollowerProcess, isRoot, runTask, until } from './follower-process.ts'

let master: FakeMaster
let follower: FollowerProcess

beforeEach(async () => {
  master = await startFakeMaster()
  follower = new FollowerProcess(master, ['--isolation=posix/cpu,posix/mem'])
  mkdirSync(follower.workDir)
  if (isRoot) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', follower.workDir])
  await follower.start()
})
afterEach(async () => {
  await follower.kill('SIGTERM')
  if (isRoot) execFileSync('umount', [follower.workDir])
  await follower.close()
  await master.close()
  follower.removeCgroups()
})

it.runIf(isRoot)('a full disk: nothing is said that is not written, and later all goes on', async () => {
  await master.send('RunTaskMessage', runTask(master.agentId, 'before', 'sleep 1000'))
  await master.status('before', 'TASK_RUNNING')
  await follower.acknowledged('before')
  const ballast = join(follower.workDir, 'ballast')
  try {
    writeFileSync(ballast, Buffer.alloc(2 << 20))
  } catch {}
  await master.send('RunTaskMessage', runTask(master.agentId, 'unwritten', 'true'))
  await until(
    () => follower.child!.exitCode !== null,
    'the follower gives up',
    () => follower.log,
  )
  expect(follower.child!.exitCode).toBe(1)
  expect(master.states('unwritten')).toEqual([])
  rmSync(ballast)
  await follower.start()
  try {
    writeFileSync(ballast, Buffer.alloc(2 << 20))
  } catch {}
  const operation_uuid = { value: Buffer.alloc(16, 7).toString('base64') }
  const resource = {
    name: 'disk',
    type: 'SCALAR',
    scalar: { value: 1 },
    reservations: [{ type: 'DYNAMIC', role: 'dev' }],
  }
  await master.send('ApplyOperationMessage', {
    operation_info: { type: 'RESERVE', reserve: { resources: [resource] } },
    operation_uuid,
    resource_version_uuid: { uuid: operation_uuid },
  })
  await until(
    () => follower.child!.exitCode !== null,
    'the follower gives up',
    () => follower.log,
  )
  expect(master.received.filter(({ name }) => name === 'UpdateOperationStatusMessage')).toEqual([])
  rmSync(ballast)
  await follower.start()
  await master.send('ReconcileOperationsMessage', { operations: [{ operation_uuid }] })
  expect((await master.next('UpdateOperationStatusMessage')).status.state).toBe('OPERATION_DROPPED')
  await master.kill('before')
  await master.status('before', 'TASK_KILLED')
})
