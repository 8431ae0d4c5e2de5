import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createSubscribers } from '../../../../src/daemons/master/http/operator/subscribers.ts'
import type { Event } from '../../../../src/mesos/messages/master-event.ts'
import { createRecordDecoder } from '../../../../src/mesos/recordio.ts'
import { virtualClock } from '../../../support/clock.ts'

const removed = (id: string): Event => ({ type: 'AGENT_REMOVED', agent_removed: { agent_id: { value: id } } })
const snapshot = Promise.resolve([Buffer.from('{"type":'), Buffer.from('"SUBSCRIBED"}')])

const reader = (stream: NodeJS.ReadableStream) => {
  const decoder = createRecordDecoder()
  const types: string[] = []
  stream.on('data', (chunk: Buffer) => {
    for (const record of decoder.push(chunk)) types.push(JSON.parse(record.toString()).type)
  })
  return types
}

describe('subscribers of the operator API', () => {
  it('get the snapshot, a heartbeat, and then what happened since they asked', async () => {
    const clock = virtualClock()
    const subscribers = createSubscribers({ clock, most: 10 })
    const types = reader(subscribers.open('application/json', snapshot))
    subscribers.publish(removed('S0'))
    await turn()
    clock.advance(15_000)
    await turn()
    expect(types).toEqual(['SUBSCRIBED', 'HEARTBEAT', 'AGENT_REMOVED', 'HEARTBEAT'])
  })

  it('are dropped when they read too slowly', async () => {
    const subscribers = createSubscribers({ clock: virtualClock(), most: 10, backlog: 1000 })
    const stream = subscribers.open('application/json', snapshot)
    stream.on('error', () => {})
    for (let count = 0; count < 1000; count++) subscribers.publish(removed(`S${count}`))
    await turn()
    expect([stream.destroyed, subscribers.count]).toEqual([true, 0])
  })

  it('are not dropped for a snapshot however large', async () => {
    const large = Promise.resolve([Buffer.from('"'), Buffer.alloc(100_000, 'x'), Buffer.from('"')])
    const subscribers = createSubscribers({ clock: virtualClock(), most: 10, backlog: 1000 })
    const stream = subscribers.open('application/json', large)
    await turn()
    expect([stream.destroyed, subscribers.count]).toEqual([false, 1])
    stream.destroy()
  })

  it('give way to a new one when there are too many, the oldest first', async () => {
    const subscribers = createSubscribers({ clock: virtualClock(), most: 2 })
    const streams = [1, 2, 3].map(() => subscribers.open('application/json', snapshot))
    await turn()
    expect(streams.map(({ destroyed }) => destroyed)).toEqual([true, false, false])
    expect(subscribers.count).toBe(2)
  })

  it('leave no timer when the last has gone', async () => {
    const clock = virtualClock()
    const subscribers = createSubscribers({ clock, most: 2 })
    subscribers.open('application/json', snapshot).destroy()
    await turn()
    expect([subscribers.count, clock.waiting]).toEqual([0, 0])
  })

  it('are told of it when the snapshot fails', async () => {
    const subscribers = createSubscribers({ clock: virtualClock(), most: 2 })
    const stream = subscribers.open('application/json', Promise.reject(new Error('no snapshot')))
    let message = ''
    stream.on('error', error => void (message = error.message))
    await turn()
    expect([message, subscribers.count]).toEqual(['no snapshot', 0])
  })
})
