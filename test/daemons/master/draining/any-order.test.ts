import { expect, it } from 'vitest'
import type { Event } from '../../../../src/daemons/master/events.ts'
import { machineKeyOf } from '../../../../src/daemons/master/maintenance/machine-key.ts'
import type { MasterState } from '../../../../src/daemons/master/state.ts'
import { newWorld, type World } from '../world.ts'

/** Whatever operators and agents do in whatever order, and however long the registry takes: it and the leader say the same in the end. */
it.each(Array.from({ length: 100 }, (_, i) => i + 1))('seed %i', seed => {
  const pick = chance(seed)
  const world = newWorld({ offerTimeout: 20_000 })
  const seen = { registry: new Set<string>(), asked: 0, answered: [] as number[] }
  const note = (lines: readonly string[]) => lines.forEach(line => void read(line, seen))
  note(world.happen({ kind: 'elected' }))
  note(world.happen({ kind: 'registry-loaded', records: [] }))
  note(world.happen(subscribe('s0')))
  note(world.happen(subscribe('s1')))
  for (let step = 0; step < 80; step++) note(act(world, pick, () => ++seen.asked))
  note(world.flush())
  check(world.state, seen)
})

const hosts = ['10.0.0.1', '10.0.0.2', '10.0.0.3']
const pidOf = (host: string) => `slave(1)@${host}:5051`
const machine = (host: string) => ({ hostname: host, ip: host })

const act = (world: World, pick: (most: number) => number, request: () => number): string[] => {
  const { state } = world
  const one = <T>(list: readonly T[]): T | undefined => list[pick(list.length)]
  const host = one(hosts)!
  const { registered, unreachable } = state.agents
  const agentId = one([...registered.keys(), ...unreachable.keys()]) ?? 'nobody'
  const happen = (event: object) => world.happen(event as Event)
  const asked = (event: object) => happen({ ...event, request: request() })
  const acts: (() => string[])[] = [
    () => happen({ kind: 'register-agent', from: pidOf(host), message: registration(host) }),
    () => happen({ kind: 'register-agent', from: pidOf(host), message: registration(host) }),
    () => happen(comeBack(state, agentId, host)),
    () => happen(comeBack(state, agentId, host)),
    () => happen({ kind: 'link-exited', pid: pidOf(host) }),
    () => happen({ kind: 'unregister-agent', from: registered.get(agentId)?.pid ?? '', agentId }),
    () =>
      happen({ kind: 'update-agent', from: registered.get(agentId)?.pid, message: { agent_id: { value: agentId } } }),
    () => happen({ kind: 'agent-reregister-timeout', agentId }),
    () => asked({ kind: 'mark-agent-gone', agentId }),
    () => asked({ kind: 'drain-agent', agentId, config: { mark_gone: pick(3) === 0 } }),
    () => asked({ kind: 'drain-agent', agentId, config: {} }),
    () => asked({ kind: 'deactivate-agent', agentId }),
    () => asked({ kind: 'reactivate-agent', agentId }),
    () => asked({ kind: 'cancel-drain', agentId }),
    () => asked({ kind: 'schedule-maintenance', schedule: schedule(hosts.slice(0, pick(4)), pick(3)) }),
    () => asked({ kind: 'start-maintenance', machines: [machine(host)] }),
    () => asked({ kind: 'stop-maintenance', machines: [machine(host)] }),
    () => answer(world, pick),
    () => world.advance(pick(20_000)),
    () => hold(world),
    () => world.flush(),
    () => world.flush(),
  ]
  return acts[pick(acts.length)]!()
}

const hold = (world: World): string[] => {
  world.hold()
  return []
}

const answer = ({ state, happen }: World, pick: (most: number) => number): string[] => {
  const offer = [...state.inverseOffers.values()][pick(state.inverseOffers.size)]
  const call = { inverse_offer_ids: offer ? [offer.id] : [], filters: { refuse_seconds: pick(9) } }
  const kind = pick(2) === 0 ? ('accept-inverse-offers' as const) : ('decline-inverse-offers' as const)
  return happen({ kind, frameworkId: offer?.framework_id.value ?? '', call })
}

const check = (state: MasterState, { registry, asked, answered }: Seen) => {
  const { deactivated, registered, recovered, unreachable } = state.agents
  const { written, inForce } = deactivated
  expect([...registry].sort()).toEqual([...written.keys()].sort())
  expect(new Map([...inForce].sort())).toEqual(new Map([...written].sort()))
  expect([...inForce.keys()].filter(id => ![registered, recovered, unreachable].some(all => all.has(id)))).toEqual([])
  expect(answered.toSorted((a, b) => a - b)).toEqual(Array.from({ length: asked }, (_, i) => i + 1))
  const { machines } = state.maintenance.inForce
  expect(state.maintenance.written).toBe(state.maintenance.inForce)
  const scheduled = new Set<string>()
  for (const agent of registered.values()) {
    expect([agent.deactivated, agent.drain]).toEqual([inForce.has(agent.id), inForce.get(agent.id)?.drain])
    const planned = machines.get(machineKeyOf(agent.info.hostname, agent.pid))
    expect(planned?.mode).not.toBe('DOWN')
    expect(agent.maintenance?.unavailability).toEqual(planned?.unavailability)
    if (planned) scheduled.add(agent.id)
    if (agent.deactivated || !agent.active) expect([agent.offers.size, agent.inverseOffers.size]).toEqual([0, 0])
    // of this agent all operations are known: empty as it is, no drain is waited for
    if (agent.connected) expect(agent.drain?.state).not.toBe('DRAINING')
  }
  expect(state.maintenance.agents).toEqual(scheduled)
  const held = [...registered.values(), ...state.frameworks.values()].flatMap(({ inverseOffers }) => [...inverseOffers])
  expect(held.sort()).toEqual([...state.inverseOffers.keys(), ...state.inverseOffers.keys()].sort())
}

interface Seen {
  readonly registry: Set<string>
  asked: number
  readonly answered: number[]
}

const read = (line: string, { registry, answered }: Seen): void => {
  for (const [, change, key] of line.startsWith('store ')
    ? line.matchAll(/(put|delete) deactivated\/([^\s,]+)/g)
    : []) {
    if (change === 'put') registry.add(key!)
    else registry.delete(key!)
  }
  const reply = /^reply (\d+):/.exec(line)
  if (reply) answered.push(Number(reply[1]))
}

const registration = (host: string) => ({
  agent: {
    hostname: host,
    port: 5051,
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 4 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 1024 } },
    ],
  },
  version: '1.11.0',
  agent_capabilities: ['MULTI_ROLE', 'RESERVATION_REFINEMENT', 'AGENT_DRAINING'].map(type => ({ type })),
})

const comeBack = (state: MasterState, agentId: string, host: string) => {
  const own = state.agents.registered.get(agentId)?.info.hostname ?? host
  const { agent, ...rest } = registration(own)
  const message = { ...rest, agent: { ...agent, id: { value: agentId } } }
  return { kind: 'reregister-agent', from: pidOf(own), message }
}

const schedule = (names: readonly string[], start: number) =>
  names.length === 0
    ? {}
    : { windows: [{ machine_ids: names.map(machine), unavailability: { start: { nanoseconds: start } } }] }

const subscribe = (streamId: string) =>
  ({
    kind: 'subscribe',
    streamId,
    call: {
      framework_info: {
        user: 'u',
        name: streamId,
        roles: ['dev'],
        capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
        failover_timeout: 1000,
      },
    },
  }) as Event

/** mulberry32: a number below `most`. */
const chance = (seed: number) => (most: number) => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * most)
}
