import { expect, it } from 'vitest'
import type { Event } from '../../../../src/daemons/master/events.ts'
import { newState } from '../../../../src/daemons/master/new-state.ts'
import type { MasterState } from '../../../../src/daemons/master/state.ts'
import { step } from '../../../../src/daemons/master/transitions/index.ts'
import type { OfferOperation } from '../../../../src/mesos/messages/offer.ts'
import type { Resource } from '../../../../src/mesos/messages/resource.ts'
import {
  applyOperation,
  checkpointed,
  contains,
  equal,
  formatResources,
  sum,
  unallocate,
} from '../../../../src/mesos/resources/index.ts'
import { dynamic, r, volume } from '../../../mesos/resources/support.ts'
import { settings } from '../settings.ts'

/** Reproducible chance: mulberry32. */
const chanceOf = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

const pid = 'slave(1)@10.0.0.1:5051'
const agent_id = { value: 'M-S0' }
const first = r('cpus:4;disk:64')

const wishes: readonly OfferOperation[] = [
  { type: 'RESERVE', reserve: { resources: dynamic('cpus:1') } },
  { type: 'RESERVE', reserve: { resources: dynamic('disk:16') } },
  { type: 'RESERVE', reserve: { resources: dynamic('cpus:1', 'b'), source: dynamic('cpus:1') } },
  { type: 'UNRESERVE', unreserve: { resources: dynamic('cpus:1') } },
  { type: 'UNRESERVE', unreserve: { resources: dynamic('disk:8') } },
  { type: 'CREATE', create: { volumes: [volume('v', 8)] } },
  { type: 'CREATE', create: { volumes: [volume('w', 4)] } },
  { type: 'DESTROY', destroy: { volumes: [volume('v', 8)] } },
  { type: 'DESTROY', destroy: { volumes: [volume('w', 4)] } },
]

interface Sent {
  readonly uuid: string
  readonly operation: OfferOperation
}

/** A leader and the agent that it speaks to, with everything on the way between them in order, as on one connection. */
const play = (seed: number) => {
  const chance = chanceOf(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(chance() * items.length)]!
  const state = newState({ id: 'M', ip: 0, port: 5050, hostname: 'm' }, settings, [seed, 2, 3, 4], 0)
  let own: Resource[] = first
  let toAgent: Sent[] = []
  let toLeader: Event[] = []
  const done = new Set<string>()
  const happen = (event: object) => {
    for (const effect of step(state, event as Event, 0)) {
      if (effect.kind === 'store') happen(effect.next)
      if (effect.kind === 'allocate') happen({ kind: 'allocation-due', batch: false })
      if (effect.kind !== 'send') continue
      const body = effect.body as any
      if (effect.name === 'ApplyOperationMessage')
        toAgent.push({ uuid: body.operation_uuid.value, operation: body.operation_info })
      if (effect.name === 'ReconcileOperationsMessage')
        for (const { operation_uuid } of body.operations)
          if (!done.has(operation_uuid.value)) tell(operation_uuid.value, 'OPERATION_DROPPED')
    }
  }
  const tell = (uuid: string, status: string) =>
    toLeader.push({
      kind: 'operation-update',
      from: pid,
      message: {
        agent_id,
        operation_uuid: { value: uuid },
        status: { state: status, uuid: { value: `${uuid}-${status}` } },
      },
    } as unknown as Event)
  const agentDoes = () => {
    const sent = toAgent.shift()
    if (sent === undefined) return
    done.add(sent.uuid)
    const after = chance() < 0.25 ? { error: 'it does not like it' } : applyOperation(own, sent.operation)
    if ('resources' in after) own = after.resources
    tell(sent.uuid, 'resources' in after ? 'OPERATION_FINISHED' : 'OPERATION_ERROR')
  }
  const leaderHears = () => {
    const event = toLeader.shift()
    if (event) happen(event)
  }
  /** What was on its way to the agent is lost; what the agent said is said again. */
  const linkBreaks = () => {
    happen({ kind: 'link-exited', pid })
    toAgent = []
    const agent = { id: agent_id, hostname: 'h', port: 5051, resources: first }
    const message = { ...registration, agent, checkpointed_resources: checkpointed(own) }
    const before = toLeader
    toLeader = []
    happen({ kind: 'reregister-agent', from: pid, message })
    happen({ kind: 'update-agent', from: pid, message: { agent_id, operations: { operations: known() } } })
    toLeader = [...before, ...toLeader]
  }
  /** Those that the agent has done, and nobody has acknowledged. */
  const known = () =>
    [...state.agents.registered.get('M-S0')!.operations.values()].filter(({ uuid }) => done.has(uuid.value))

  happen({ kind: 'elected' })
  happen({ kind: 'registry-loaded', records: [] })
  happen({ kind: 'register-agent', from: pid, message: registration })
  happen({ kind: 'subscribe', streamId: 's', call: { framework_info } })
  /** On an offer that still stands: an operation, or nothing; what is left comes back at once. */
  const frameworkDoes = () => {
    const [offer] = state.offers.values()
    if (offer === undefined) return happen({ kind: 'allocation-due', batch: true })
    const operations = chance() < 0.7 ? [pick(wishes)] : []
    const call = { offer_ids: [offer.id], operations, filters: { refuse_seconds: 0 } }
    happen({ kind: 'accept', frameworkId: 'M-0000', call })
  }
  for (let i = 0; i < 80; i++) {
    const dice = chance()
    if (dice < 0.2) frameworkDoes()
    else if (dice < 0.45)
      happen({ kind: 'operate', agentId: 'M-S0', operation: pick(wishes), authorized: true, request: i })
    else if (dice < 0.7) agentDoes()
    else if (dice < 0.95) leaderHears()
    else linkBreaks()
    expectNothingTwice(state)
  }
  while (toAgent.length + toLeader.length > 0) {
    agentDoes()
    leaderHears()
  }
  return { state, own }
}

const registration = {
  agent: { hostname: 'h', port: 5051, resources: first },
  version: '1.11.0',
  agent_capabilities: ['MULTI_ROLE', 'RESERVATION_REFINEMENT', 'RESOURCE_PROVIDER', 'AGENT_OPERATION_FEEDBACK'].map(
    type => ({
      type,
    }),
  ),
  resource_version_uuid: { value: 'AAAAAAAAAAAAAAAAAAAAAA==' },
}

const framework_info = {
  user: 'u',
  name: 'f',
  roles: ['a'],
  capabilities: [{ type: 'MULTI_ROLE' }, { type: 'RESERVATION_REFINEMENT' }],
  failover_timeout: 60,
}

/** All that is offered is there, and nothing is offered twice. */
const expectNothingTwice = (state: MasterState) => {
  const offered = unallocate(sum([...state.offers.values()].map(({ resources = [] }) => resources)))
  const { total } = state.agents.registered.get('M-S0')!
  expect(contains(total, offered), `${formatResources(offered)} of ${formatResources(total)}`).toBe(true)
}

it.each(Array.from({ length: 150 }, (_, seed) => seed))('leader and agent agree when all is said (seed %i)', seed => {
  const { state, own } = play(seed)
  const agent = state.agents.registered.get('M-S0')!
  const books = state.allocator.agents.get('M-S0')!.total
  expect(agent.speculation).toBeUndefined()
  expect(equal(agent.total, own), `${formatResources(agent.total)}, not ${formatResources(own)}`).toBe(true)
  expect(equal(books, own), `${formatResources(books)} in the allocator, not ${formatResources(own)}`).toBe(true)
  expect(agent.operations.size).toBe(0)
})
