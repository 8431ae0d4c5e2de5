import { afterAll, describe, expect, it } from 'vitest'
import { allocatedTo } from '../../../src/daemons/master/allocator/allocator.ts'
import type { Event } from '../../../src/daemons/master/events.ts'
import { eventOf } from '../../../src/daemons/master/frameworks/call-event.ts'
import { createIntake } from '../../../src/daemons/master/intake.ts'
import type { MasterState } from '../../../src/daemons/master/state.ts'
import { validateCall } from '../../../src/daemons/master/validation/call.ts'
import { libprocessMessages } from '../../../src/mesos/libprocess/messages.ts'
import { decode, fromJson } from '../../../src/mesos/messages/codec/index.ts'
import type { Resource } from '../../../src/mesos/messages/resource.ts'
import { Call } from '../../../src/mesos/messages/scheduler.ts'
import { isTerminal } from '../../../src/mesos/messages/terminal.ts'
import { normalize, quantities } from '../../../src/mesos/resources/index.ts'
import { type Random, seededRandom } from '../../../src/runtime/random.ts'
import { capturedExchanges, capturedMessages, capturesPresent } from '../../mesos/captures.ts'
import { recordingLog } from '../../support/log.ts'
import { newWorld } from './world.ts'

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random.next() * items.length)] as T

const odd: readonly unknown[] = [
  '',
  'x',
  '..',
  'a/b',
  '*',
  '__proto__',
  -1,
  0,
  1e300,
  2 ** 53,
  Infinity,
  true,
  [],
  {},
  undefined,
]

/** The same with something left out, doubled or made odd somewhere. */
const spoilt = (value: unknown, random: Random): unknown => {
  if (random.next() < 0.01) return pick(random, odd)
  if (Array.isArray(value)) {
    const items = value.map(item => spoilt(item, random))
    return random.next() < 0.05 ? [...items, ...items] : items
  }
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(() => random.next() > 0.005)
  return Object.fromEntries(kept.map(([key, inner]) => [key, spoilt(inner, random)]))
}

/** Ids of the capture's run become those of something that is there, so that what is said meets it. */
const meeting = (value: unknown, { agents, frameworks, offers }: MasterState, random: Random): unknown => {
  const one = (ids: Iterable<string>, otherwise: string) => pick(random, [...ids]) ?? otherwise
  const agent = one(agents.registered.keys(), 'M-S0')
  const framework = one(frameworks.keys(), 'M-0000')
  const offer = one(
    [...offers.values()].filter(o => o.framework_id.value === framework).map(o => o.id.value),
    'M-O0',
  )
  const offered = offers.get(offer)?.agent_id.value ?? agent
  const text = JSON.stringify(value)
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}-S\d+/g, offered)
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}-O\d+/g, offer)
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}-\d{4}/g, framework)
  return JSON.parse(text)
}

describe.skipIf(!capturesPresent)('hostile peers (skipped where ../shared/captures is not there)', () => {
  const messages = capturesPresent
    ? capturedMessages()
        .filter(({ line }) => line.includes('/master/'))
        .map(({ message, body, headers }) => ({
          message,
          schema: libprocessMessages.get(message)!,
          value: decode(libprocessMessages.get(message)!, Buffer.from(body ?? '', 'base64')),
          from: headers.find(header => header.startsWith('Libprocess-From'))!.split(': ')[1]!,
        }))
    : []
  const calls = capturesPresent
    ? capturedExchanges()
        .filter(
          ({ request }) => request.line.startsWith('POST /api/v1/scheduler') && request.body?.text?.startsWith('{"'),
        )
        .map(({ request }) => request.body!.text!)
    : []

  /** For each seed, how many tasks a framework had at most. */
  const met: number[] = []
  afterAll(() => expect(met.filter(most => most > 0).length).toBeGreaterThan(15))

  it.each(Array.from({ length: 60 }, (_, seed) => seed))('nothing that they say stops the leader (seed %i)', seed => {
    const random = seededRandom(seed)
    const world = newWorld({ agentReregisterTimeout: 600_000 })
    const { state } = world
    const post = (event: Event) => void world.happen(event)
    const authenticator = { authenticate: () => {}, receive: () => true, sessions: 0 }
    const onMessage = createIntake({ state, post, authenticator, count: () => {}, log: recordingLog() })
    post({ kind: 'elected' })
    post({ kind: 'registry-loaded', records: [] })

    const say = (value: unknown) => {
      const met = meeting(value, state, random)
      return random.next() < 0.5 ? met : spoilt(met, random)
    }
    const sayMessage = () => {
      const { message, schema, value, from } = pick(random, messages)
      const read = orNothing(() => fromJson(schema, say(value)))
      if (read !== undefined) onMessage('master', random.next() < 0.9 ? from : 'slave(1)@10.0.0.7:1', message, read)
    }
    const sayCall = () => {
      const call = orNothing(() => fromJson(Call, say(JSON.parse(pick(random, calls)))))
      if (call === undefined || validateCall(call) !== undefined) return
      if (call.type === 'SUBSCRIBE') post({ kind: 'subscribe', streamId: `s${random.next()}`, call: call.subscribe! })
      const event = call.framework_id && eventOf(call.framework_id.value, call)
      if (event && event.kind !== 'teardown' && state.frameworks.has(call.framework_id!.value)) post(event)
    }
    const sayOther = () => {
      const end = random.next() < 0.05 ? ends : others
      post(pick(random, end))
      world.advance(pick(random, [1, 1000, 1000, 20_000]))
    }
    let most = 0
    for (let i = 0; i < 400; i++) {
      pick(random, [sayMessage, sayMessage, sayCall, sayCall, sayOther])()
      if (i % 5 === 0) checkBooks(state)
      most = Math.max(most, ...[...state.frameworks.values()].map(({ tasks }) => tasks.size))
    }
    met.push(most)
    expect(state.phase).toBe('leading')
    expect([...state.offers.values()].every(({ agent_id }) => state.agents.registered.has(agent_id.value))).toBe(true)
    for (const agent of state.agents.registered.values())
      expect(booked(state, agent.id)).toEqual(inUse(state, agent.id))
    for (const framework of state.frameworks.values())
      for (const [id, task] of framework.tasks)
        expect(state.agents.registered.get(task.agent_id.value)?.tasks.get(framework.id)?.get(id)).toBe(task)
  })
})

const checkBooks = (state: MasterState): void => {
  for (const { id } of state.agents.registered.values()) expect(booked(state, id)).toEqual(inUse(state, id))
}

/** Scalars of an agent that the allocator has booked, by framework. */
const booked = (state: MasterState, agentId: string) =>
  byFramework(state, id => allocatedTo(state.allocator, id).get(agentId) ?? [])

/** Scalars of an agent that tasks, executors and offers hold, by framework. */
const inUse = (state: MasterState, agentId: string) => {
  const { tasks, executors, offers } = state.agents.registered.get(agentId)!
  const offered = [...offers].map(id => state.offers.get(id)!)
  return byFramework(state, id => [
    ...[...(tasks.get(id)?.values() ?? [])]
      .filter(task => !isTerminal(task.state))
      .flatMap(task => task.resources ?? []),
    ...[...(executors.get(id)?.values() ?? [])].flatMap(executor => executor.resources ?? []),
    ...offered.filter(offer => offer.framework_id.value === id).flatMap(offer => offer.resources ?? []),
  ])
}

const byFramework = (state: MasterState, resourcesOf: (id: string) => readonly Resource[]) =>
  Object.fromEntries([...state.frameworks.keys()].map(id => [id, quantities(normalize(resourcesOf(id)))]))

const others: readonly Event[] = [
  { kind: 'link-exited', pid: 'slave(1)@127.0.0.1:26051' },
  { kind: 'link-exited', pid: 'slave(1)@127.0.0.1:35051' },
  { kind: 'pong', from: 'x', observer: 'slave-observer(1)' },
  { kind: 'subscribe', streamId: 's', call: { framework_info: { user: 'u', name: 'n' } } },
  { kind: 'revive', frameworkId: 'M-0000', roles: [] },
]

const ends: readonly Event[] = [
  { kind: 'mark-agent-gone', agentId: 'M-S0' },
  { kind: 'teardown', frameworkId: 'M-0000' },
]

const orNothing = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch {
    return undefined // refused at the border
  }
}
