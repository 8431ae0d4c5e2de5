import { describe, expect, it } from 'vitest'
import type { Event } from '../../../../src/daemons/follower/events.ts'
import { totalResources } from '../../../../src/daemons/follower/resources/total.ts'
import type { OfferOperation } from '../../../../src/mesos/messages/offer.ts'
import type { Resource } from '../../../../src/mesos/messages/resource.ts'
import { formatResources } from '../../../../src/mesos/resources/format.ts'
import { agentId, master, masterInfo, newState, play, describe as shown } from '../new-state.ts'

const uuidOf = (n: number) => Buffer.alloc(16, n).toString('base64')
const scalar = (name: string, value: number, more: object = {}): Resource => ({
  name,
  type: 'SCALAR',
  scalar: { value },
  ...more,
})
const reservations = [{ type: 'DYNAMIC' as const, role: 'dev', principal: 'p' }]
const volume = (id: string, size = 64, more: object = {}): Resource =>
  scalar('disk', size, {
    reservations,
    disk: { persistence: { id, principal: 'p' }, volume: { container_path: 'data', mode: 'RW' } },
    ...more,
  })

const configured = [scalar('cpus', 4), scalar('disk', 1000)]

const running = () => {
  const state = newState()
  state.info = { ...state.info, resources: configured }
  const script = play(state)
  script.event({ kind: 'recovered' })
  script.event({ kind: 'master-detected', master: masterInfo })
  script.event({ kind: 'registered', from: master, message: { agent_id: { value: agentId } } })
  return script
}

const apply = (n: number, operation_info: OfferOperation, framework?: string): Event => ({
  kind: 'apply-operation',
  from: master,
  message: {
    ...(framework && { framework_id: { value: framework } }),
    operation_info,
    operation_uuid: { value: uuidOf(n) },
    resource_version_uuid: { uuid: { value: 'AAAAAAAAAAAAAAAAAAAAAA==' } },
  },
})
const kept = (n: number, problem?: string): Event => ({
  kind: 'operation-kept',
  uuid: uuidOf(n),
  ...(problem && { problem }),
})
const reserve: OfferOperation = { type: 'RESERVE', reserve: { resources: [scalar('disk', 200, { reservations })] } }
const create = (...volumes: Resource[]): OfferOperation => ({ type: 'CREATE', create: { volumes } })

const sent = (script: ReturnType<typeof running>, event: Event): any =>
  script.event(event).find(effect => effect.kind === 'send')

describe('an operation', () => {
  it('is on disk before the leader hears of it, and is told until it is acknowledged', () => {
    const script = running()
    expect(script.kinds(apply(1, reserve))).toEqual(['checkpoint-resources'])
    expect(script.kinds(kept(1))).toEqual([
      'checkpoint-operation',
      'UpdateOperationStatusMessage',
      'timer retry-operation-update 10000',
    ])
    expect(script.kinds({ kind: 'retry-operation-update', uuid: uuidOf(1) })).toEqual([
      'UpdateOperationStatusMessage',
      'timer retry-operation-update 20000',
    ])
    const status_uuid = script.state.operations.get(uuidOf(1))!.pending[0]!.status.uuid!
    const acknowledged = (uuid: string): Event => ({
      kind: 'operation-acknowledged',
      from: master,
      message: { status_uuid: { value: uuid }, operation_uuid: { value: uuidOf(1) } },
    })
    expect(script.kinds(acknowledged(uuidOf(9)))).toEqual([])
    expect(script.kinds(acknowledged(status_uuid.value))).toEqual([
      'checkpoint-resources',
      'checkpoint-operation-end',
      `cancel operation ${uuidOf(1)}`,
    ])
    expect(script.state.operations.size).toBe(0)
  })

  it('carries what Mesos says', () => {
    const script = running()
    script.event(apply(1, { ...reserve, id: { value: 'mine' } }, 'F'))
    const { body } = sent(script, kept(1))
    const status = {
      operation_id: { value: 'mine' },
      state: 'OPERATION_FINISHED',
      uuid: expect.objectContaining({}),
      agent_id: { value: agentId },
    }
    expect(body).toEqual({
      framework_id: { value: 'F' },
      agent_id: { value: agentId },
      status,
      latest_status: status,
      operation_uuid: { value: uuidOf(1) },
    })
  })

  it.each<[string, OfferOperation[], string]>([
    ['RESERVE', [reserve], 'cpus:4; disk:800; disk(reservations: [(DYNAMIC,dev,p)]):200'],
    [
      'UNRESERVE',
      [reserve, { type: 'UNRESERVE', unreserve: { resources: [scalar('disk', 200, { reservations })] } }],
      'cpus:4; disk:1000',
    ],
    [
      'CREATE',
      [reserve, create(volume('v'))],
      'cpus:4; disk:800; disk(reservations: [(DYNAMIC,dev,p)]):136; disk(reservations: [(DYNAMIC,dev,p)])[v:data]:64',
    ],
    [
      'DESTROY',
      [reserve, create(volume('v')), { type: 'DESTROY', destroy: { volumes: [volume('v')] } }],
      'cpus:4; disk:800; disk(reservations: [(DYNAMIC,dev,p)]):200',
    ],
    [
      'GROW_VOLUME',
      [
        reserve,
        create(volume('v')),
        { type: 'GROW_VOLUME', grow_volume: { volume: volume('v'), addition: scalar('disk', 36, { reservations }) } },
      ],
      'cpus:4; disk:800; disk(reservations: [(DYNAMIC,dev,p)]):100; disk(reservations: [(DYNAMIC,dev,p)])[v:data]:100',
    ],
    [
      'SHRINK_VOLUME',
      [
        reserve,
        create(volume('v')),
        { type: 'SHRINK_VOLUME', shrink_volume: { volume: volume('v'), subtract: { value: 14 } } },
      ],
      'cpus:4; disk:800; disk(reservations: [(DYNAMIC,dev,p)]):150; disk(reservations: [(DYNAMIC,dev,p)])[v:data]:50',
    ],
    [
      'shared',
      [reserve, create(volume('s', 10, { shared: {} }))],
      'cpus:4; disk:800; disk(reservations: [(DYNAMIC,dev,p)]):190; disk(reservations: [(DYNAMIC,dev,p)])[s:data]<SHARED>:10',
    ],
  ])('%s', (_, operations, total) => {
    const script = running()
    for (const [n, operation] of operations.entries()) {
      script.event(apply(n, operation))
      const [, update] = script.event(kept(n)).filter(effect => effect.kind !== 'log')
      expect((update as any).body.status.state).toBe('OPERATION_FINISHED')
    }
    expect(formatResources(totalResources(script.state))).toBe(total)
  })

  it.each<[string, OfferOperation, string, string]>([
    [
      'more than there is',
      { type: 'RESERVE', reserve: { resources: [scalar('disk', 2000, { reservations })] } },
      'OPERATION_FAILED',
      'does not contain',
    ],
    [
      'a disk of CSI',
      { type: 'CREATE_DISK', create_disk: { source: scalar('disk', 1), target_type: 'MOUNT' } },
      'OPERATION_FAILED',
      'CREATE_DISK needs a resource provider',
    ],
    ['a name that leaves its folder', create(volume('../../etc')), 'OPERATION_ERROR', 'cannot be a file name'],
    [
      'a role that leaves its folder',
      create({ ...volume('v'), reservations: [{ type: 'DYNAMIC', role: '..' }] }),
      'OPERATION_ERROR',
      '..',
    ],
    ['no operation at all', { type: 'UNKNOWN' }, 'OPERATION_ERROR', 'not possible'],
  ])('%s is refused by name', (_, operation, state, message) => {
    const script = running()
    const effects = script.event(apply(1, operation))
    expect(effects.map(shown).slice(0, 4)).toEqual([
      'checkpoint-resources',
      'checkpoint-operation',
      'UpdateOperationStatusMessage',
      'timer retry-operation-update 10000',
    ])
    expect((effects[2] as any).body.status).toMatchObject({ state, message: expect.stringContaining(message) })
    expect(script.state.checkpointedResources).toEqual([])
  })

  it('whose volume can not be made is undone', () => {
    const script = running()
    script.event(apply(1, reserve))
    script.event(kept(1))
    const before = totalResources(script.state)
    script.event(apply(2, create(volume('v'))))
    const { body } = sent(script, kept(2, 'the disk is full'))
    expect(body.status).toMatchObject({ state: 'OPERATION_FAILED', message: 'the disk is full' })
    expect(formatResources(totalResources(script.state))).toBe(
      'cpus:4; disk:800; disk(reservations: [(DYNAMIC,dev,p)]):200',
    )
    expect(totalResources(script.state)).toEqual(before)
  })

  it('that comes twice is done once', () => {
    const script = running()
    script.event(apply(1, reserve))
    script.event(kept(1))
    expect(script.kinds(apply(1, reserve))).toEqual([
      'UpdateOperationStatusMessage',
      'timer retry-operation-update 10000',
    ])
    expect(formatResources(script.state.checkpointedResources)).toBe('disk(reservations: [(DYNAMIC,dev,p)]):200')
  })

  it('of somebody else, or with a uuid that is none, is ignored', () => {
    const script = running()
    const event = apply(1, reserve) as any
    expect(script.kinds({ ...event, from: 'master@1.2.3.4:5' })).toEqual([])
    expect(script.kinds({ ...event, message: { ...event.message, operation_uuid: { value: '' } } })).toEqual([])
    expect(script.state.operations.size).toBe(0)
  })
})

describe('the leader', () => {
  it.each([
    ['when we come back', true],
    ['with the answer to a registration that was repeated', false],
  ])('hears of open operations %s, and their status again', (_, away) => {
    const script = running()
    script.event(apply(1, reserve))
    script.event(kept(1))
    if (away) script.event({ kind: 'master-link-exited', pid: master })
    script.event({ kind: 'register-due' })
    const effects = script.event({ kind: 'reregistered', from: master, message: { agent_id: { value: agentId } } })
    const update = effects.find(effect => effect.kind === 'send' && effect.name === 'UpdateSlaveMessage') as any
    expect(update.body.operations.operations).toMatchObject([
      { uuid: { value: uuidOf(1) }, latest_status: { state: 'OPERATION_FINISHED' } },
    ])
    expect(effects.map(shown)).toContain('UpdateOperationStatusMessage')
  })

  it('asks for one that never came: it is dropped; for one that is here: nothing', () => {
    const script = running()
    script.event(apply(1, reserve))
    const operations = [{ operation_uuid: { value: uuidOf(1) } }, { operation_uuid: { value: uuidOf(2) } }]
    const effects = script.event({ kind: 'reconcile-operations', from: master, message: { operations } })
    const answers = effects.filter(effect => shown(effect) === 'UpdateOperationStatusMessage')
    expect(answers.map(effect => (effect as any).body)).toEqual([
      {
        operation_uuid: { value: uuidOf(2) },
        agent_id: { value: agentId },
        status: { state: 'OPERATION_DROPPED', agent_id: { value: agentId } },
      },
    ])
  })

  const lost: Event = {
    kind: 'reconcile-operations',
    from: master,
    message: { operations: [{ operation_uuid: { value: uuidOf(2) } }] },
  }
  const tooMuch: OfferOperation = { type: 'RESERVE', reserve: { resources: [scalar('disk', 2000, { reservations })] } }

  it.each<[string, Event[]]>([
    ['was lost on its way', [lost]],
    ['fails', [apply(2, tooMuch)]],
    ['fails on its disk', [apply(2, reserve), kept(2, 'the disk is full')]],
  ])('has counted on one that %s: it hears that, then of another version of what we have', (_, events) => {
    const script = running()
    const before = script.state.resourceVersion
    const sends = events.flatMap(event => script.event(event)).filter(({ kind }) => kind === 'send') as any[]
    expect(sends.slice(0, 2).map(({ name }) => name)).toEqual(['UpdateOperationStatusMessage', 'UpdateSlaveMessage'])
    expect(sends[1].body.resource_version_uuid).toEqual({ value: script.state.resourceVersion })
    expect(script.state.resourceVersion).not.toBe(before)
  })

  it.each<[string, Event[]]>([
    ['is done', [apply(2, reserve), kept(2)]],
    ['is here, and asked for', [apply(2, reserve), lost]],
    [
      'needs a resource provider',
      [apply(2, { type: 'CREATE_DISK', create_disk: { source: scalar('disk', 1), target_type: 'MOUNT' } })],
    ],
  ])('counts on nothing wrong where one %s: the version stays', (_, events) => {
    const script = running()
    const before = script.state.resourceVersion
    for (const event of events) script.event(event)
    expect(script.state.resourceVersion).toBe(before)
  })
})

describe('what a restart finds', () => {
  const operation = (state: 'OPERATION_PENDING' | 'OPERATION_FINISHED') => ({
    info: reserve,
    latest_status: { state },
    uuid: { value: uuidOf(1) },
  })
  const recovered = (operations: any): Event => ({
    kind: 'recovered',
    agent: {
      info: { hostname: 'h', port: 5051, resources: [], id: { value: agentId } },
      rebooted: false,
      resources: [scalar('disk', 200, { reservations })],
      operations,
      frameworks: [],
    },
  })
  const update = {
    status: { state: 'OPERATION_FINISHED', uuid: { value: uuidOf(7) } },
    operation_uuid: { value: uuidOf(1) },
  }

  it('done, and never said: it is said', () => {
    const script = play(newState())
    const found = [{ operation: operation('OPERATION_PENDING'), updates: [], acknowledged: 0 }]
    expect(script.kinds(recovered(found))).toEqual(['checkpoint-operation', 'timer retry-operation-update 10000'])
    expect(script.state.operations.get(uuidOf(1))!.operation.latest_status.state).toBe('OPERATION_FINISHED')
  })
  it('said, and not acknowledged: the same is said again', () => {
    const script = play(newState())
    const found = [{ operation: operation('OPERATION_PENDING'), updates: [update], acknowledged: 0 }]
    expect(script.kinds(recovered(found))).toEqual([])
    expect(script.state.operations.get(uuidOf(1))!.pending).toEqual([update])
  })
  it('acknowledged: it is forgotten', () => {
    const script = play(newState())
    const found = [{ operation: operation('OPERATION_PENDING'), updates: [update], acknowledged: 1 }]
    expect(script.kinds(recovered(found))).toEqual(['checkpoint-resources'])
    expect(script.state.operations.size).toBe(0)
  })
  it('as a new agent: reservations stay, they are the machine’s', () => {
    const script = play(newState())
    script.event({ kind: 'recovered', resources: [scalar('disk', 200, { reservations })] })
    expect(script.state.checkpointedResources).toHaveLength(1)
  })
})
