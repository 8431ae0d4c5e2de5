import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newFramework } from '../../../../src/daemons/master/frameworks/new.ts'
import { newState } from '../../../../src/daemons/master/new-state.ts'
import type { MasterState } from '../../../../src/daemons/master/state.ts'
import { CallType } from '../../../../src/mesos/messages/master-call.ts'
import { createRecordDecoder } from '../../../../src/mesos/recordio.ts'
import { settings } from '../settings.ts'
import { startLeader, type TestLeader } from './leader.ts'

let state: MasterState
let leader: TestLeader
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'master-files-'))
  await writeFile(join(folder, 'log'), 'one line\n')
  state = newState({ id: 'M', ip: 0, port: 5050, hostname: 'm' }, settings, [1, 2, 3, 4], 0)
  state.phase = 'leading'
  state.leader = state.info
  state.frameworks.set('F', newFramework({ id: { value: 'F' }, user: 'root', name: 'f' }))
  leader = await startLeader(state, { files: { '/master': folder } })
})
afterEach(async () => {
  await leader.close()
  await rm(folder, { recursive: true })
})

const call = (body: object) =>
  leader.ask('POST', '/api/v1', { 'content-type': 'application/json' }, Buffer.from(JSON.stringify(body)))

describe('the operator API', () => {
  it('answers every call, be it with 501', async () => {
    const statuses = new Map<string, number>()
    for (const type of Object.keys(CallType.numbers).filter(name => name !== 'SUBSCRIBE')) {
      statuses.set(type, (await call({ type })).status)
    }
    expect([...statuses].filter(([, status]) => ![200, 400, 501].includes(status))).toEqual([])
    expect(statuses.get('UNKNOWN')).toBe(501)
  })

  it('tears a framework down', async () => {
    expect((await call({ type: 'TEARDOWN', teardown: { framework_id: { value: 'F' } } })).status).toBe(200)
    expect([state.frameworks.size, state.completedFrameworks.size]).toEqual([0, 1])
  })

  it('lists and reads files', async () => {
    const listed = JSON.parse((await call({ type: 'LIST_FILES', list_files: { path: '/master' } })).body.toString())
    expect(listed.list_files.file_infos).toMatchObject([{ path: '/master/log', size: 9, mode: expect.any(Number) }])
    const read = await call({ type: 'READ_FILE', read_file: { path: '/master/log', offset: 4, length: 4 } })
    expect(JSON.parse(read.body.toString()).read_file).toEqual({
      size: 9,
      data: Buffer.from('line').toString('base64'),
    })
  })

  it('refuses to read a folder', async () => {
    expect((await call({ type: 'READ_FILE', read_file: { path: '/master', offset: 0 } })).status).toBe(400)
  })

  it('streams events over a socket, and forgets a reader that goes', async () => {
    const { types, gone } = await subscribe(leader.port, 3)
    expect(types).toEqual(['SUBSCRIBED', 'HEARTBEAT', 'FRAMEWORK_REMOVED'])
    gone()
    await expect.poll(() => leader.subscribers.count).toBe(0)
  })

  it('drops a subscriber whose socket stops reading, and lets it hold no more than its backlog', async () => {
    const socket = connect(leader.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.pause()
    socket.write(
      'POST /api/v1 HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"type":"SUBSCRIBE"}',
    )
    await expect.poll(() => leader.subscribers.count).toBe(1)
    const value = 'x'.repeat(100_000)
    let published = 0
    await expect
      .poll(
        () => {
          for (let count = 0; count < 10 && leader.subscribers.count > 0; count++) {
            leader.subscribers.publish({ type: 'AGENT_REMOVED', agent_removed: { agent_id: { value } } })
            published++
          }
          return leader.subscribers.count
        },
        { timeout: 20_000 },
      )
      .toBe(0)
    expect(published * value.length).toBeLessThan(100e6)
    socket.destroy()
  })
})

/** Reads so many records; when the first two are there, the framework is torn down. */
const subscribe = (port: number, count: number): Promise<{ types: string[]; gone: () => void }> =>
  new Promise((resolve, reject) => {
    const decoder = createRecordDecoder()
    const types: string[] = []
    const headers = { 'content-type': 'application/json' }
    const asked = request({ host: '127.0.0.1', port, method: 'POST', path: '/api/v1', headers }, response => {
      response.on('error', () => {})
      response.on('data', (chunk: Buffer) => {
        for (const record of decoder.push(chunk)) types.push(JSON.parse(record.toString()).type)
        if (types.length === 2) void call({ type: 'TEARDOWN', teardown: { framework_id: { value: 'F' } } })
        if (types.length >= count) resolve({ types, gone: () => void asked.destroy() })
      })
    })
    asked.on('error', reject)
    asked.end('{"type":"SUBSCRIBE"}')
  })
