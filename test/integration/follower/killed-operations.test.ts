import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { namesIn } from '../../../src/daemons/follower/recovery/files.ts'
import { seededRandom } from '../../../src/runtime/random.ts'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { FollowerProcess, until } from './follower-process.ts'

const rounds = 6
const each = 8
const reservations = [{ type: 'DYNAMIC', role: 'dev' }]
const disk = (value: number) => ({ name: 'disk', type: 'SCALAR', scalar: { value }, reservations })
const volume = (id: string) => ({
  ...disk(1),
  disk: { persistence: { id, principal: 'p' }, volume: { container_path: 'data', mode: 'RW' } },
})

let master: FakeMaster
let follower: FollowerProcess
beforeAll(async () => {
  master = await startFakeMaster()
  follower = new FollowerProcess(master, ['--isolation=posix/cpu,posix/mem'])
  await follower.start()
})
afterAll(async () => {
  await follower.close()
  await master.close()
  follower.removeCgroups()
})

const uuidOf = (n: number) => {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt32BE(n, 12)
  return bytes.toString('base64')
}
const apply = (n: number, operation_info: object) =>
  master.send('ApplyOperationMessage', {
    operation_info,
    operation_uuid: { value: uuidOf(n) },
    resource_version_uuid: { uuid: { value: uuidOf(0) } },
  })
const said = (n: number): any[] =>
  master.received
    .filter(({ name, body }) => name === 'UpdateOperationStatusMessage' && body.operation_uuid?.value === uuidOf(n))
    .map(({ body }) => body.status)
const acknowledge = (n: number) =>
  master.send('AcknowledgeOperationStatusMessage', {
    status_uuid: said(n)[0].uuid,
    operation_uuid: { value: uuidOf(n) },
  })
const volumesOnDisk = () => namesIn(join(follower.workDir, 'volumes/roles/dev')) // none before the first is made
const volumesKept = async () => {
  const state = await follower.get('/state')
  return (state.reserved_resources_full.dev as any[]).flatMap(one => one.disk?.persistence?.id ?? []).sort()
}

it('kill -9 at any moment of many operations: what was said is so, and nothing is half', async () => {
  const random = seededRandom(5)
  await apply(1, { type: 'RESERVE', reserve: { resources: [disk(500)] } })
  await until(() => said(1).length > 0, 'it is reserved')
  await acknowledge(1)
  let next = 2
  const made = new Map<number, string>()
  for (let round = 0; round < rounds; round++) {
    const first = next
    const sending = (async () => {
      for (let i = 0; i < each; i++, next++) {
        made.set(next, `v${next}`)
        await apply(next, { type: 'CREATE', create: { volumes: [volume(`v${next}`)] } })
        if (said(next - 1).length > 0) await acknowledge(next - 1)
      }
    })().catch(() => {}) // it is dead
    await new Promise(resolve => setTimeout(resolve, random.next() * 60))
    await follower.kill('SIGKILL')
    await sending
    next = first + each
    await follower.start()
    const { operations } = master.received.findLast(({ name }) => name === 'UpdateSlaveMessage')!.body
    const open = new Set((operations?.operations ?? []).map((one: any) => one.uuid.value))
    for (let n = first; n < next; n++) {
      if (open.has(uuidOf(n)))
        await until(
          () => said(n).length > 0,
          `operation ${n} is told`,
          () => follower.log,
        )
    }
    expect(await volumesOnDisk()).toEqual(await volumesKept())
    for (const [n, name] of made) {
      const states = new Set(said(n).map(({ state, uuid }) => `${state} ${uuid.value}`))
      expect(states.size).toBeLessThanOrEqual(1)
      if (said(n).length > 0) expect(volumesOnDisk()).toContain(name)
      else expect(volumesOnDisk()).not.toContain(name)
    }
  }
  const names = master.received.map(({ name }) => name)
  expect(names.lastIndexOf('RegisterSlaveMessage')).toBeLessThan(names.indexOf('ReregisterSlaveMessage'))
})
