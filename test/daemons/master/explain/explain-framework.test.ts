import { describe, expect, it } from 'vitest'
import type { Event } from '../../../../src/daemons/master/events.ts'
import { type Explanation, explainFramework } from '../../../../src/daemons/master/explain/explain-framework.ts'
import { runScript } from '../script.ts'
import type { World } from '../world.ts'

const agents = ['lead', 'register slave(1)@10.0.0.1:5051', 'subscribe s1']

const reservations = [{ type: 'DYNAMIC', role: 'dev' }]
const resources = [{ name: 'mem', type: 'SCALAR', scalar: { value: 64 }, reservations }]
const operation = { type: 'RESERVE', reserve: { resources } }
const operate = `operate ${JSON.stringify({ agentId: 'M-S0', authorized: true, request: 1, operation })}`
const comeBack = 'reregister M-S0 slave(1)@10.0.0.1:5051'

/** The world after a script of these commands. */
const worldAfter = (...commands: string[]): World => {
  let world: World | undefined
  runScript(commands.map(command => `> ${command}`).join('\n'), now => {
    world = now
  })
  return world!
}

const explain = ({ state }: World, id = 'M-0000', now = 0): Explanation => {
  const work = explainFramework(state, state.frameworks.get(id)!, now)
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

const why = (world: World, id?: string) =>
  explain(world, id).roles.map(({ reasons }) => reasons.map(({ reason, agents: count }) => `${count} ${reason}`).join())

const decline = (seconds: number) =>
  `decline {"frameworkId":"M-0000","call":{"offer_ids":[{"value":"M-O0"}],"filters":{"refuse_seconds":${seconds}}}}`

describe('reasons, told apart by what the master knows', () => {
  it.each<[string, string[], string]>([
    ['offered to it', agents, '1 offered-to-it'],
    ['declined', [...agents, decline(60)], '1 filter'],
    ['disconnected', [...agents, 'link-exited {"pid":"slave(1)@10.0.0.1:5051"}'], '1 disconnected'],
    ['just back, with an operation under way', [...agents, operate, comeBack], '1 coming-back'],
    ['no agents', ['lead', 'subscribe s1'], ''],
  ])('%s', (_, commands, expected) => expect(why(worldAfter(...commands))).toEqual([expected]))

  it('offered to others', () => {
    const world = worldAfter(...agents, 'subscribe s2')
    expect(why(world, 'M-0001')).toEqual(['1 offered-to-others'])
  })

  it.each([
    ['deactivated', { deactivated: true }],
    ['draining', { deactivated: true, drain: { state: 'DRAINING' as const, config: {} } }],
  ])('%s', (reason, change) => {
    const world = worldAfter(...agents)
    const [agent] = world.state.agents.registered.values()
    Object.assign(agent!, change)
    world.happen({ kind: 'link-exited', pid: agent!.pid } as Event)
    expect(why(world)).toEqual([`1 ${reason}`])
  })
})

it('the whole of it', () => {
  const world = worldAfter(...agents, decline(60))
  world.state.weights.set('dev', 2)
  world.state.quotas.set('dev', { role: 'dev', limits: { cpus: { value: 8 } } })
  expect(explain(world)).toMatchObject({
    framework_id: 'M-0000',
    name: 'f',
    connected: true,
    active: true,
    roles: [
      {
        role: 'dev',
        subscribed: true,
        suppressed: false,
        weight: 2,
        holds: {},
        offers: { outstanding: 0, made: 1, last: 0 },
        quota: { role: 'dev', limits: { cpus: 8 }, guarantees: {}, consumed: {} },
        agents: 1,
        reasons: [{ reason: 'filter', agents: 1, until: 60, examples: ['10.0.0.1'] }],
        passed_over: { filter: 1 },
      },
    ],
  })
})

it('a new leader that waits for agents says so', () => {
  const world = worldAfter(...agents)
  world.state.allocation.awaited = 5
  expect(explain(world).waits_for_agents).toEqual({ registered: 1, awaited: 5 })
})
