import { describe, expect, it } from 'vitest'
import {
  acknowledge,
  agentId,
  containerOf,
  master,
  masterInfo,
  newState,
  play,
  running,
  runTask,
} from '../new-state.ts'

const registered = { kind: 'registered', from: master, message: { agent_id: { value: agentId } } } as const
const late = { kind: 'authentication-failed', pid: master, refused: false, message: 'timeout' } as const
const withoutWait = (kinds: readonly string[]) =>
  kinds.map(kind => kind.replace(/(register-due|authenticate-due) \d+/, '$1'))

const reserved = { name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, reservations: [{ type: 'DYNAMIC', role: 'r' }] }

describe('registration', () => {
  it('begins when a leader is known, is repeated, and ends with an id on disk', () => {
    const script = play(newState())
    script.event({ kind: 'recovered' })
    expect(withoutWait(script.kinds({ kind: 'master-detected', master: masterInfo }))).toEqual([
      'cancel ping',
      'link',
      'timer register-due',
    ])
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(withoutWait(script.kinds({ kind: 'register-due' }))).toEqual([
        'link',
        'RegisterSlaveMessage',
        'timer register-due',
      ])
    }
    expect(script.kinds(registered)).toEqual([
      'checkpoint-agent',
      'cancel registration',
      'timer ping-timeout 75000',
      'UpdateSlaveMessage',
    ])
    expect(script.state.info.id?.value).toBe(agentId)
    expect(script.kinds(registered)).toEqual([])
  })
  it('waits longer each time, a minute at most', () => {
    const script = play(newState())
    script.event({ kind: 'recovered' })
    script.event({ kind: 'master-detected', master: masterInfo })
    const waits = Array.from(
      { length: 12 },
      () => script.event({ kind: 'register-due' }).find(effect => effect.kind === 'timer')!.after,
    )
    for (const [attempt, wait] of waits.entries())
      expect(wait).toBeLessThanOrEqual(Math.min(1000 * 2 ** attempt, 60_000))
  })
  it('goes on for ever with a backoff of nothing, ten times a second at most', () => {
    const script = play(newState({ registrationBackoff: 0 }))
    script.event({ kind: 'recovered' })
    script.event({ kind: 'master-detected', master: masterInfo })
    const kinds = Array.from({ length: 1_200 }, () => script.kinds({ kind: 'register-due' }).at(-1))
    expect(new Set(kinds)).toEqual(new Set(['timer register-due 100']))
  })
  it('dials anew when nobody answers: the connection may have broken without a word', () => {
    const script = play(newState())
    script.event({ kind: 'recovered' })
    script.event({ kind: 'master-detected', master: masterInfo })
    const fresh = Array.from({ length: 9 }, () => script.kinds({ kind: 'register-due' }).includes('relink'))
    expect(fresh).toEqual([false, false, false, false, true, false, false, false, true])
  })
  it('authenticates first where there is a credential', () => {
    const script = play(newState({ authenticates: true }))
    script.event({ kind: 'recovered' })
    expect(withoutWait(script.kinds({ kind: 'master-detected', master: masterInfo })).at(-1)).toBe(
      'timer authenticate-due',
    )
    expect(script.kinds({ kind: 'authenticate-due' })).toEqual(['link', 'authenticate'])
    expect(script.kinds({ kind: 'authenticated', pid: master })[0]).toBe('RegisterSlaveMessage')
    expect(withoutWait(script.kinds(late))).toEqual(['timer authenticate-due'])
    expect(script.kinds({ ...late, refused: true })).toEqual(['exit'])
  })
  it('gives an authentication more time, and waits longer before the next, each time that it fails', () => {
    const script = play(newState({ authenticates: true }))
    script.event({ kind: 'recovered' })
    script.event({ kind: 'master-detected', master: masterInfo })
    for (let attempt = 0; attempt < 12; attempt++) {
      const { timeout } = script.event({ kind: 'authenticate-due' }).find(({ kind }) => kind === 'authenticate') as any
      expect(timeout).toBeGreaterThanOrEqual(5_000)
      expect(timeout).toBeLessThanOrEqual(Math.min(5_000 + 1_000 * 2 ** attempt, 60_000))
      const { after } = script.event(late).find(({ kind }) => kind === 'timer') as any
      expect(after).toBeLessThanOrEqual(Math.min(1_000 * 2 ** (attempt + 1), 60_000))
    }
  })
  it('dials anew when no authentication is answered', () => {
    const script = play(newState({ authenticates: true }))
    script.event({ kind: 'recovered' })
    script.event({ kind: 'master-detected', master: masterInfo })
    const fresh = Array.from({ length: 9 }, () => script.kinds({ kind: 'authenticate-due' }).includes('relink'))
    expect(fresh).toEqual([false, false, false, false, true, false, false, false, true])
  })
  it('authenticates again when nobody answers: the leader may have forgotten who we are', () => {
    const script = play(newState({ authenticates: true }))
    script.event({ kind: 'recovered' })
    script.event({ kind: 'master-detected', master: masterInfo })
    script.event({ kind: 'authenticate-due' })
    script.event({ kind: 'authenticated', pid: master })
    const due = () => script.kinds({ kind: 'register-due' }).filter(kind => /Message|authenticate$|link/.test(kind))
    expect([due(), due(), due()]).toEqual([
      ['link', 'RegisterSlaveMessage'],
      ['link', 'RegisterSlaveMessage'],
      ['link', 'relink', 'authenticate'],
    ])
  })
  it('is over: what becomes of an authentication that was repeated is of no interest', () => {
    const script = running({ authenticates: true })
    expect(script.kinds(late)).toEqual([])
    expect(script.kinds({ ...late, refused: true })).toEqual([])
    expect(script.kinds({ kind: 'authenticate-due' })).toEqual([])
  })
  it('counts only from the leader that we follow', () => {
    const script = play(newState())
    script.event({ kind: 'recovered' })
    script.event({ kind: 'master-detected', master: masterInfo })
    expect(script.kinds({ ...registered, from: 'master@6.6.6.6:1' })).toEqual([])
    expect(script.state.phase).toBe('disconnected')
  })
  it('whose answer was not for us yet is taken up from the work that the leader sends', () => {
    const script = play(newState())
    script.event({ kind: 'recovered' })
    script.event({ kind: 'master-detected', master: masterInfo })
    script.event({ kind: 'register-due' })
    script.event({ kind: 'master-detected' })
    expect(script.kinds(registered)).toEqual([])
    script.event({ kind: 'master-detected', master: masterInfo })
    const operation_info = { type: 'RESERVE', reserve: { resources: [] } } as const
    const operation = { operation_info, operation_uuid: { value: 'AAAAAAAAAAAAAAAAAAAAAA==' } }
    expect(script.kinds({ kind: 'apply-operation', from: master, message: operation as never })).toEqual([])
    const kill = { framework_id: { value: 'F' }, task_id: { value: 't' } }
    expect(script.kinds({ kind: 'kill-task', from: master, message: kill })).toEqual([])
    const kinds = script.kinds(runTask('t'))
    expect(kinds.slice(0, 4)).toEqual([
      'checkpoint-agent',
      'cancel registration',
      'timer ping-timeout 75000',
      'UpdateSlaveMessage',
    ])
    expect(kinds).toContain('launch')
    expect([script.state.phase, script.state.info.id?.value]).toEqual(['running', agentId])
    expect(script.kinds(registered)).toEqual([])
  })
  it('is not taken up from the work of somebody else, nor under a name that is none', () => {
    const script = play(newState())
    script.event({ kind: 'recovered' })
    script.event({ kind: 'master-detected', master: masterInfo })
    script.event({ ...runTask('t'), from: 'master@6.6.6.6:1' } as never)
    expect(script.state.info.id).toBeUndefined()
    expect(script.kinds(runTask('t', { agent_id: { value: '../x' } }))[0]).toBe('exit')
  })
  it('under another id than ours ends the process', () => {
    const script = running()
    script.event({ kind: 'master-detected', master: masterInfo })
    expect(script.kinds({ ...registered, message: { agent_id: { value: 'other' } } })).toEqual(['exit'])
  })
})

describe('pings', () => {
  const ping = (connected: boolean) =>
    ({ kind: 'ping', from: 'slave-observer(1)@10.0.0.1:5050', message: { connected } }) as const
  it('are answered to who sent them', () => {
    const script = running()
    expect(script.kinds(ping(true))).toEqual(['PongSlaveMessage', 'timer ping-timeout 75000'])
    expect(script.event(ping(true))[0]).toMatchObject({ to: 'slave-observer(1)@10.0.0.1:5050' })
  })
  it('of a leader that has lost us make us come again', () => {
    const script = running()
    expect(withoutWait(script.kinds(ping(false)))).toEqual([
      'PongSlaveMessage',
      'timer ping-timeout 75000',
      'timer register-due',
    ])
    expect(script.kinds({ kind: 'register-due' })[1]).toBe('ReregisterSlaveMessage')
  })
  it('that stop: the connection is made anew', () => {
    expect(withoutWait(running().kinds({ kind: 'ping-timeout' }))).toEqual([
      'relink',
      'timer ping-timeout 75000',
      'timer register-due',
    ])
  })
})

describe('re-registration', () => {
  const lose = (script: ReturnType<typeof running>) => script.event({ kind: 'master-link-exited', pid: master })

  it('tells what runs, with what is under way, and sends that again when it is done', () => {
    const script = running()
    script.event(runTask('t'))
    const containerId = containerOf(script.state, 't')
    script.event(acknowledge(script.state, 't'))
    script.event({ kind: 'container-started', containerId, pid: 7, startTime: 70 })
    lose(script)
    const message = script.event({ kind: 'register-due' })[1] as any
    expect(message.name).toBe('ReregisterSlaveMessage')
    expect(message.body.frameworks.map((one: any) => one.id.value)).toEqual(['F'])
    expect(message.body.tasks).toMatchObject([{ state: 'TASK_RUNNING', status_update_state: 'TASK_RUNNING' }])
    expect(message.body.tasks[0]).not.toHaveProperty('executor_id')
    const again = { kind: 'reregistered', from: master, message: { agent_id: { value: agentId } } } as const
    expect(script.kinds(again)).toEqual([
      'cancel registration',
      'timer ping-timeout 75000',
      'UpdateSlaveMessage',
      'StatusUpdateMessage TASK_RUNNING',
      'timer retry-update 10000',
    ])
  })
  it.each([
    ['PARTITION_AWARE', 'TASK_DROPPED'],
    ['GPU_RESOURCES', 'TASK_LOST'],
  ])('what the leader believes to be here and is not, with %s: %s', (type, expected) => {
    const script = running()
    lose(script)
    const framework = { user: 'root', name: 'f', capabilities: [{ type }] } as never
    const statuses = [{ task_id: { value: 'ghost' }, state: 'TASK_RUNNING' as const }]
    const reconciliations = [{ framework_id: { value: 'F' }, framework, statuses }]
    const message = { agent_id: { value: agentId }, reconciliations }
    expect(script.kinds({ kind: 'reregistered', from: master, message })).toContain(`StatusUpdateMessage ${expected}`)
  })
  it('what is missing is told also by the answer to a registration that was repeated', () => {
    const script = running()
    const statuses = [{ task_id: { value: 'ghost' }, state: 'TASK_RUNNING' as const }]
    const reconciliations = [{ framework_id: { value: 'F' }, statuses }]
    const message = { agent_id: { value: agentId }, reconciliations }
    const again = { kind: 'reregistered', from: master, message } as const
    const expected = ['UpdateSlaveMessage', 'StatusUpdateMessage TASK_LOST', 'timer retry-update 10000']
    expect(script.kinds(again)).toEqual(expected)
    expect(script.kinds(again)).toEqual(['UpdateSlaveMessage'])
  })
  it('a framework that is shut down is not told of: nobody would hear how its tasks end', () => {
    const script = running()
    script.event(runTask('t'))
    script.event({ kind: 'shutdown-framework', from: master, message: { framework_id: { value: 'F' } } })
    lose(script)
    const { body } = script.event({ kind: 'register-due' })[1] as any
    expect([body.tasks, body.frameworks, body.executor_infos]).toEqual([[], [], []])
  })
  it('the answer to a registration of before an operation makes it register again, once', () => {
    const script = running()
    lose(script)
    script.event({ kind: 'register-due' })
    const again = { kind: 'reregistered', from: master, message: { agent_id: { value: agentId } } } as const
    script.event(again)
    expect(script.kinds(again)).toEqual(['UpdateSlaveMessage'])
    script.event({ kind: 'checkpoint-resources', from: master, message: { resources: [reserved as never] } })
    const kinds = script.kinds(again)
    expect(kinds).toContain('ReregisterSlaveMessage')
    // Whoever reads our operations believes them to be in what we registered with.
    expect(kinds).not.toContain('UpdateSlaveMessage')
    expect(script.kinds(again)).toEqual(['UpdateSlaveMessage'])
  })
  it('an operation that comes while we register makes us register again with the first answer', () => {
    const script = running()
    lose(script)
    script.event({ kind: 'register-due' })
    script.event({ kind: 'checkpoint-resources', from: master, message: { resources: [reserved as never] } })
    const again = { kind: 'reregistered', from: master, message: { agent_id: { value: agentId } } } as const
    const kinds = script.kinds(again)
    expect(kinds).toContain('ReregisterSlaveMessage')
    expect(kinds).not.toContain('UpdateSlaveMessage')
    expect(script.kinds(again)).toEqual(['UpdateSlaveMessage'])
  })
  it('nothing is sent while nobody listens', () => {
    const script = running()
    lose(script)
    script.event(runTask('t'))
    expect(script.kinds({ kind: 'retry-update', key: 'F/t' })).toEqual(['timer retry-update 20000'])
  })
})

describe('the end of us', () => {
  const started = (script: ReturnType<typeof running>) => {
    script.event(runTask('t'))
    const containerId = containerOf(script.state, 't')
    script.event({ kind: 'container-started', containerId, pid: 7, startTime: 70 })
    return containerId
  }
  it('a leader that will not have us: everything ends in its grace, and we are forgotten', () => {
    const script = running()
    const containerId = started(script)
    const kinds = script.kinds({ kind: 'shutdown', from: master, message: { message: 'gone' } })
    expect(kinds).toContain('signal SIGTERM')
    expect(kinds.at(-1)).toBe('timer end-due 100')
    expect(script.kinds({ kind: 'master-detected', master: masterInfo })).toEqual([])
    const due = { kind: 'end-due', reason: 'gone', deadline: Number.MAX_SAFE_INTEGER } as const
    expect(script.kinds(due)).toEqual(['timer end-due 100'])
    script.event({ kind: 'container-destroyed', containerId })
    expect(script.event(due)).toEqual([{ kind: 'exit', code: 0, reason: 'gone', forget: true }])
  })
  it('it does not wait for ever', () => {
    const script = running()
    started(script)
    script.event({ kind: 'shutdown', from: master, message: {} })
    expect(script.kinds({ kind: 'end-due', reason: 'gone', deadline: 0 })).toEqual(['exit'])
  })
  it('an operator’s wish: the leader hears of it', () => {
    const script = running()
    const [told, ...rest] = script.event({ kind: 'unregister', reason: 'SIGUSR1' })
    expect(told).toMatchObject({ to: master, name: 'UnregisterSlaveMessage', body: { agent_id: { value: agentId } } })
    expect(rest.at(-1)).toMatchObject({ kind: 'exit', forget: true })
    expect(script.kinds({ kind: 'unregister', reason: 'again' })).toEqual([])
  })
  it('of one that never registered', () => {
    const script = play(newState())
    script.event({ kind: 'recovered' })
    expect(script.kinds({ kind: 'unregister', reason: '--recover=cleanup' })).toEqual([
      'cancel registration',
      'cancel ping',
      'exit',
    ])
  })
})
