import { describe, expect, it } from 'vitest'
import { environmentOf, userWithin } from '../../../../src/daemons/follower/containers/environment.ts'
import { descendantsOf, executorAround, findContainer } from '../../../../src/daemons/follower/containers/find.ts'
import { planLaunch } from '../../../../src/daemons/follower/containers/launch.ts'
import { takeUpContainers } from '../../../../src/daemons/follower/containers/recover.ts'
import { terminationOf } from '../../../../src/daemons/follower/containers/termination.ts'
import type { ContainerWish } from '../../../../src/daemons/follower/events.ts'
import type { FollowerSettings, HeldContainer } from '../../../../src/daemons/follower/state.ts'
import { containerOf, running, runTask } from '../new-state.ts'

const held = (id: string, more: Partial<HeldContainer> = {}): HeldContainer => ({
  id,
  kind: id.includes('/') ? 'nested' : 'standalone',
  command: { value: 'x' },
  directory: `/s/${id}`,
  resources: [],
  phase: 'running',
  process: { pid: 9, startTime: 90 },
  ...more,
})

const wish = (containerId: string, more: Partial<ContainerWish> = {}): ContainerWish => ({
  containerId,
  kind: 'nested',
  command: { value: 'true' },
  resources: [],
  ...more,
})

/** One command task `t` that runs as alice, and these containers. */
const world = (containers: readonly HeldContainer[] = [], settings: Partial<FollowerSettings> = {}) => {
  const script = running(settings)
  const environment = { variables: [{ name: 'OF_TASK', value: 'yes' }] }
  script.event(runTask('t', { command: { value: 'sleep 9', user: 'alice', environment } }))
  const outer = containerOf(script.state, 't')
  script.event({ kind: 'container-started', containerId: outer, pid: 7, startTime: 70 })
  for (const one of containers) script.state.containers.set(one.id, one)
  const of = (inner: string) => `${outer}/${inner}`
  return { ...script, outer, of }
}

describe('a container that somebody speaks of', () => {
  it('is an executor’s, until that is gone, or one that was asked for', () => {
    const { state, outer } = world([held('alone')])
    expect(findContainer(state, outer)).toMatchObject({ kind: 'executor', executor: { id: 't' } })
    expect(findContainer(state, 'alone')).toMatchObject({ kind: 'held' })
    expect([findContainer(state, `${outer}/x`), findContainer(state, 'x'), findContainer(state, '')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    state.frameworks.get('F')!.executors.get('t')!.gone = true
    expect(findContainer(state, outer)).toBeUndefined()
  })
  it('has those within it, the innermost first, and no namesakes', () => {
    const { state } = world(['a', 'a/b', 'a/b/c', 'ab', 'ab/c'].map(id => held(id)))
    expect(descendantsOf(state, 'a').map(({ id }) => id)).toEqual(['a/b/c', 'a/b'])
  })
  it('is around by its outermost', () => {
    const { state, outer } = world()
    expect(executorAround(state, `${outer}/a/b`)?.executor.id).toBe('t')
    expect(executorAround(state, 'alone/a')).toBeUndefined()
  })
})

describe('a container that is wished for', () => {
  it('within a task has its sandbox there, the task’s user, and nothing of its environment', () => {
    const { state, of } = world()
    const plan = planLaunch(state, wish(of('n')))
    if (plan.kind !== 'launch') throw new Error(plan.kind)
    const { directory } = state.frameworks.get('F')!.executors.get('t')!
    expect(plan.order).toMatchObject({ directory: `${directory}/containers/n`, user: 'alice' })
    expect(plan.order.environment).not.toHaveProperty('OF_TASK')
    expect(plan.held.phase).toBe('starting')
  })
  it('for a session has the task’s sandbox and environment, its own variables first, and TERM with a terminal', () => {
    const { state, of } = world()
    const command = { value: 'sh', environment: { variables: [{ name: 'OF_TASK', value: 'mine' }] } }
    const io = { session: true, terminal: { rows: 1, columns: 2 } }
    const plan = planLaunch(state, wish(of('n'), { kind: 'debug', command, io }))
    const { directory } = state.frameworks.get('F')!.executors.get('t')!
    expect(plan).toMatchObject({
      kind: 'launch',
      order: { directory, environment: { OF_TASK: 'mine', TERM: 'xterm', MESOS_EXECUTOR_ID: 't' } },
    })
  })
  it('on its own lies in --work_dir, and counts what it asks for', () => {
    const resources = ['cpus', 'mem'].map((name, n) => ({ name, type: 'SCALAR' as const, scalar: { value: n + 1 } }))
    const limits = { cpus: 3 }
    const plan = planLaunch(world().state, wish('alone', { kind: 'standalone', resources, limits }))
    expect(plan).toMatchObject({
      kind: 'launch',
      order: { directory: '/work/containers/alone', resources: { cpus: 1, mem: 2, limits } },
    })
  })
  it.each([
    [{ switchUser: true, ownUser: 'root' }, 'bob', 'bob'],
    [{ switchUser: true, ownUser: 'bob' }, 'bob', undefined],
    [{ switchUser: false, ownUser: 'root' }, 'bob', undefined],
    [{ switchUser: true, ownUser: 'root' }, undefined, 'alice'],
  ])('with %j as %s runs as %s', (settings, user, expected) => {
    const { state, of } = world([], settings)
    const plan = planLaunch(state, wish(of('n'), { command: { value: 'x', ...(user ? { user } : {}) } }))
    expect(plan.kind === 'launch' && plan.order.user).toBe(expected)
  })
  it('is known already, unless that one has ended', () => {
    const { state } = world([held('runs'), held('over', { phase: 'ended' })])
    expect(planLaunch(state, wish('runs')).kind).toBe('known')
    expect(planLaunch(state, wish('over')).kind).toBe('launch')
  })
  it.each<[string, string, Partial<HeldContainer> | undefined, Partial<ContainerWish>, string]>([
    ['no parent', 'p/n', undefined, {}, 'Parent container p does not exist'],
    ['no grandparent', 'p/q/n', {}, {}, 'Parent container p.q does not exist'],
    ['a parent that has ended', 'p/n', { phase: 'ended' }, {}, 'Parent container p does not exist'],
    ['a parent that ends', 'p/n', { phase: 'destroying' }, {}, "Parent container p is in 'DESTROYING' state"],
    ['a session for a parent', 'p/n', { kind: 'debug' }, {}, 'A session can hold no containers'],
    ['a parent that has yet to run', 'p/n', { phase: 'starting', process: undefined }, {}, 'does not run yet'],
    ['a kind that we do not have', 'p/n', {}, { info: { type: 'DOCKER' } }, 'ContainerInfo is not supported'],
    [
      'a variable of no name',
      'p/n',
      {},
      { command: { value: 'x', environment: { variables: [{ name: '', value: 'x' }] } } },
      'no name of an environment variable',
    ],
  ])('with %s is refused', (_, id, parent, more, why) => {
    const { state } = world(parent === undefined ? [] : [held('p', parent)])
    expect(planLaunch(state, wish(id, more))).toEqual({ kind: 'refused', why: expect.stringContaining(why) })
  })
})

it('who looks into a container finds its environment and user', () => {
  const { state } = world([
    held('c', { user: 'carol', command: { environment: { variables: [{ name: 'A', value: 'b' }] } } }),
  ])
  const found = findContainer(state, 'c')!
  expect(environmentOf(state, found)).toMatchObject({ A: 'b', MESOS_SANDBOX: '/s/c' })
  expect(userWithin(state, found)).toBe('carol')
})

describe('how a container ended', () => {
  const memory = { limit: 64, usage: 64, message: 'm' } as never
  it.each([
    ['as it did', { record: { status: 512, exitCode: 2 } }, undefined, { status: 512 }],
    ['killed, where nobody knows', {}, undefined, { status: 9 }],
    [
      'by a limit',
      { record: { status: 9 } },
      { reason: 'REASON_CONTAINER_LIMITATION_DISK', message: 'too much' },
      {
        status: 9,
        state: 'TASK_FAILED',
        reason: 'REASON_CONTAINER_LIMITATION_DISK',
        message: 'too much',
        limitation: {},
      },
    ],
    ['for want of memory', { memory }, undefined, { status: 9, reason: 'REASON_CONTAINER_LIMITATION_MEMORY' }],
  ])('%s', (_, event, limitation, expected) => {
    expect(terminationOf(event as never, limitation as never)).toMatchObject(expected)
  })
})

describe('containers of an earlier run', () => {
  it('are looked for; what has ended is told of; a session ends', () => {
    const { state } = world()
    const found = [held('runs'), held('over', { phase: 'ended' }), held('runs/s', { kind: 'debug' })]
    expect(takeUpContainers(state, found)).toMatchObject([
      { kind: 'adopt', containerId: 'runs' },
      { kind: 'adopt', containerId: 'runs/s' },
      { kind: 'destroy', containerId: 'runs/s', directory: '' },
    ])
    expect([...state.containers.values()].map(({ phase }) => phase)).toEqual(['starting', 'ended', 'destroying'])
  })
})

describe('a life', () => {
  const begun = () => {
    const script = world()
    const containerId = script.of('n')
    script.event({ kind: 'launch-container', request: 1, wish: wish(containerId) })
    return { ...script, containerId }
  }
  const replies = (effects: readonly { kind: string }[]) => effects.filter(({ kind }) => kind === 'reply')

  it('is answered once it runs, and remembered for who asks when it is over', () => {
    const { event, state, containerId } = begun()
    expect(replies(event({ kind: 'container-started', containerId, pid: 8, startTime: 80 }))).toMatchObject([
      { request: 1, status: 200 },
    ])
    event({ kind: 'wait-container', request: 2, containerId })
    const record = { status: 256, exitCode: 1 }
    expect(event({ kind: 'container-ended', containerId, record })).toMatchObject([{ kind: 'destroy', containerId }])
    const over = event({ kind: 'container-destroyed', containerId, record })
    expect(replies(over)).toMatchObject([{ request: 2, status: 200, termination: { status: 256 } }])
    expect(over.some(({ kind }) => kind === 'checkpoint-container')).toBe(true)
    expect(replies(event({ kind: 'wait-container', request: 3, containerId }))).toMatchObject([
      { request: 3, status: 200, termination: { status: 256 } },
    ])
    expect(state.containers.get(containerId)?.phase).toBe('ended')
  })
  it('that never begins is told to who wished for it, and to who waits', () => {
    const { event, state, containerId } = begun()
    event({ kind: 'wait-container', request: 2, containerId })
    const failed = event({ kind: 'launch-failed', containerId, message: 'no such program' })
    expect(replies(failed)).toMatchObject([
      { request: 1, status: 400, message: 'no such program' },
      { request: 2, status: 200, termination: { state: 'TASK_FAILED', reason: 'REASON_CONTAINER_LAUNCH_FAILED' } },
    ])
    expect(state.containers.has(containerId)).toBe(false)
  })
  it('within another ends, and is forgotten, with it', () => {
    const { event, state, containerId } = begun()
    event({ kind: 'container-started', containerId, pid: 8, startTime: 80 })
    state.containers.set(`${containerId}/deep`, held(`${containerId}/deep`))
    event({ kind: 'wait-container', request: 2, containerId: `${containerId}/deep` })
    const over = event({ kind: 'container-destroyed', containerId })
    expect(over).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'destroy', containerId: `${containerId}/deep` }),
        expect.objectContaining({ kind: 'reply', request: 2 }),
      ]),
    )
    expect([...state.containers.keys()]).toEqual([containerId])
  })
  it('that is over is remembered among the last thousand', () => {
    const { event, state, of } = world(
      Array.from({ length: 1_000 }, (_, n) => held(`old${n}`, { phase: 'ended', termination: { status: 0 } })),
    )
    state.containers.set(of('n'), held(of('n')))
    const over = event({ kind: 'container-destroyed', containerId: of('n') })
    expect(over.filter(({ kind }) => kind === 'checkpoint-container-end')).toEqual([
      { kind: 'checkpoint-container-end', containerId: 'old0' },
    ])
    expect(state.containers.size).toBe(1_000)
  })
})
