import { expect, it } from 'vitest'
import type { Change, Entry, StateStore } from '../../../../src/coordination/state-store.ts'
import type { Event } from '../../../../src/daemons/master/events.ts'
import { createRegistrar } from '../../../../src/daemons/master/perform/registrar.ts'
import { MantlError } from '../../../../src/errors.ts'
import { createMetrics } from '../../../../src/runtime/metrics.ts'
import { virtualClock } from '../../../support/clock.ts'

/** A store that answers when it is told to. */
const slowStore = (entries: Entry[] = []) => {
  const writes: { changes: readonly Change[]; done: (error?: Error) => void }[] = []
  const store: StateStore = {
    load: async () => entries,
    write: changes =>
      new Promise((resolve, reject) => {
        writes.push({ changes, done: error => (error ? reject(error) : resolve()) })
      }),
    close: async () => {},
  }
  return { store, writes }
}

const start = async (entries?: Entry[], storeTimeout = 60_000) => {
  const { store, writes } = slowStore(entries)
  const events: Event[] = []
  const metrics = createMetrics(virtualClock())
  const registrar = createRegistrar({
    open: () => store,
    post: event => void events.push(event),
    timers: { fetch: metrics.timer('a_ms'), store: metrics.timer('b_ms') },
    fetchTimeout: 60_000,
    storeTimeout,
  })
  await registrar.load()
  return { registrar, writes, events }
}

const remove = (key: string) =>
  ({
    kind: 'store',
    changes: [{ kind: 'delete', area: 'agents', key }],
    next: { kind: 'agent-removed', agentId: key, why: '' },
  }) as const

/** A write begins in the turn after its effect, the next one in the turn after its end. */
const settled = async () => {
  for (let turns = 0; turns < 3; turns++) await new Promise(resolve => void setImmediate(resolve))
}
const kinds = (events: readonly Event[]) =>
  events.map(event => (event.kind === 'agent-removed' ? event.agentId : event.kind))

it('what comes while a write is under way goes out together, and is told in order when it is durable', async () => {
  const { registrar, writes, events } = await start()
  registrar.store(remove('a'))
  await settled()
  for (const key of ['b', 'c']) registrar.store(remove(key))
  await settled()
  expect(writes.map(({ changes }) => changes.map(({ key }) => key))).toEqual([['a']])
  expect(kinds(events)).toEqual(['registry-loaded'])
  writes[0]!.done()
  await settled()
  expect(writes[1]!.changes.map(({ key }) => key)).toEqual(['b', 'c'])
  writes[1]!.done()
  await settled()
  expect(kinds(events)).toEqual(['registry-loaded', 'a', 'b', 'c'])
})

it('what comes in one turn of the event loop is one write', async () => {
  const { registrar, writes } = await start()
  for (const key of ['a', 'b']) registrar.store(remove(key))
  await Promise.resolve()
  registrar.store(remove('c'))
  await settled()
  expect(writes.map(({ changes }) => changes.map(({ key }) => key))).toEqual([['a', 'b', 'c']])
})

it('one batch is no larger than a store takes', async () => {
  const { registrar, writes } = await start()
  const hostname = 'h'.repeat(100_000)
  for (let i = 0; i < 30; i++) {
    registrar.store({
      kind: 'store',
      changes: [{ kind: 'put', record: { area: 'agents', key: `${i}`, value: { info: { hostname } } } }],
      next: { kind: 'registry-gc-due' },
    })
  }
  await settled()
  for (let i = 0; i < writes.length; i++) {
    const size = writes[i]!.changes.reduce((sum, change) => sum + (change.kind === 'put' ? change.value.length : 0), 0)
    expect(size).toBeLessThan(960 * 1024)
    writes[i]!.done()
    await settled()
  }
  expect(writes.flatMap(({ changes }) => changes.map(({ key }) => Number(key)))).toEqual(
    Array.from({ length: 30 }, (_, i) => i),
  )
})

it.each([
  ['fenced', new MantlError('registry.fenced', 'another leads'), 'registry.fenced'],
  ['of unknown outcome', new Error('disk'), 'registry.failed'],
])('a write that is %s is told once, and nothing is acknowledged after it', async (_, error, code) => {
  const { registrar, writes, events } = await start()
  for (const key of ['a', 'b']) registrar.store(remove(key))
  await settled()
  writes[0]!.done(error)
  await settled()
  registrar.store(remove('c'))
  await settled()
  expect(writes).toHaveLength(1)
  expect(events.slice(1)).toEqual([expect.objectContaining({ kind: 'registry-failed', code })])
})

it('a write that takes too long has failed', async () => {
  const { registrar, events } = await start([], 5)
  registrar.store(remove('a'))
  await new Promise(resolve => void setTimeout(resolve, 50))
  expect(events.at(-1)).toMatchObject({ kind: 'registry-failed', code: 'registry.timeout' })
})

it.each([
  ['that is damaged', { area: 'agents', key: 'x', value: new Uint8Array([255]) }, 'registry.corrupt'],
  [
    'of a newer release',
    { area: 'of a later release' as 'agents', key: 'x', value: new Uint8Array() },
    'registry.newer',
  ],
] as const)('an entry %s stops the leader', async (_, entry, code) => {
  const { events } = await start([entry])
  expect(events).toEqual([expect.objectContaining({ kind: 'registry-failed', code })])
})
