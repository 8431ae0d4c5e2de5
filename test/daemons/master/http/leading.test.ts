import { afterEach, describe, expect, it } from 'vitest'
import { newState } from '../../../../src/daemons/master/new-state.ts'
import type { Phase } from '../../../../src/daemons/master/state.ts'
import type { MasterInfo } from '../../../../src/mesos/messages/agent-info.ts'
import { settings } from '../settings.ts'
import { startLeader, type TestLeader } from './leader.ts'

const us: MasterInfo = { id: 'us', ip: 0, port: 5050, hostname: 'us.example' }
const them: MasterInfo = { id: 'them', ip: 0, port: 5055, hostname: 'them.example' }

let leader: TestLeader
const start = async (phase: Phase, known?: MasterInfo) => {
  const state = newState(us, settings, [1, 2, 3, 4], 0)
  state.phase = phase
  state.leader = known
  leader = await startLeader(state)
}
afterEach(() => leader.close())

const json = { 'content-type': 'application/json' }
const getHealth = Buffer.from('{"type":"GET_HEALTH"}')

describe('a standby', () => {
  it.each([
    ['/state', '//them.example:5055/state'],
    ['/master/state', '//them.example:5055/state'],
    ['/tasks?limit=1&order=asc', '//them.example:5055/tasks?limit=1&order=asc'],
    ['/quota/a%20b', '//them.example:5055/quota/a%20b'],
    ['/redirect', '//them.example:5055'],
  ])('sends %s to the leader', async (path, location) => {
    await start('standby', them)
    const { status, headers } = await leader.ask('GET', path)
    expect([status, headers.location]).toEqual([307, location])
  })

  it('sends calls of the operator API there', async () => {
    await start('standby', them)
    const { status, headers } = await leader.ask('POST', '/api/v1', json, getHealth)
    expect([status, headers.location]).toEqual([307, '//them.example:5055/api/v1'])
  })

  it.each(['/health', '/flags', '/metrics/snapshot', '/files/debug', '/version'])('answers %s itself', async path => {
    await start('standby', them)
    expect((await leader.ask('GET', path)).status).toBe(200)
  })

  it.each([
    ['nobody', undefined],
    ['only ourselves, not elected yet', us],
  ])('answers 503 while %s leads', async (_, known) => {
    await start('standby', known)
    expect((await leader.ask('GET', '/state')).status).toBe(503)
  })

  it('knows no leader to redirect to', async () => {
    await start('standby')
    expect((await leader.ask('GET', '/redirect')).status).toBe(503)
  })
})

describe('a leader that reads the registry', () => {
  it('shows what it knows, and takes no call', async () => {
    await start('recovering', us)
    expect((await leader.ask('GET', '/state')).status).toBe(200)
    expect((await leader.ask('POST', '/api/v1', json, getHealth)).status).toBe(503)
  })
})
