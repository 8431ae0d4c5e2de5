import { describe, expect, it } from 'vitest'
import { createChance } from '../../../src/simulation/chance.ts'
import { createConnection } from '../../../src/simulation/network/connection.ts'
import { createHosts } from '../../../src/simulation/network/hosts.ts'
import { createTimeline } from '../../../src/simulation/timeline.ts'

const connected = () => {
  const timeline = createTimeline(0)
  const hosts = createHosts()
  const chance = createChance(1)
  const heard: string[] = []
  const end = (host: string) => ({
    host,
    receive: (payload: unknown) => void heard.push(`${host} hears ${payload}`),
    closed: () => void heard.push(`${host} sees the end`),
  })
  const parts = { timeline, chance, hosts, latency: () => chance.between(1, 100) }
  const { connection, wires } = createConnection(parts, [end('a'), end('b')])
  hosts.onChange(connection.retry)
  const pass = (ms: number) => {
    const until = timeline.now + ms
    while (timeline.step(until)) {}
  }
  return { heard, hosts, connection, a: wires[0], b: wires[1], pass }
}

describe('a connection', () => {
  it('delivers in order, however long each message takes', () => {
    const { heard, a, pass } = connected()
    for (let number = 0; number < 20; number++) a.send(number)
    pass(10_000)
    expect(heard).toEqual(Array.from({ length: 20 }, (_, number) => `b hears ${number}`))
  })
  it('that is closed delivers what was sent, and then its end', () => {
    const { heard, a, b, pass } = connected()
    a.send('last')
    a.close()
    b.send('too late')
    pass(1_000)
    expect(heard).toEqual(['b hears last', 'b sees the end'])
  })
  it('holds back what a partition is in the way of, and keeps its order', () => {
    const { heard, hosts, a, b, pass } = connected()
    const heal = hosts.block(['a'], ['b'])
    a.send(1)
    a.send(2)
    b.send('the other way')
    pass(1_000)
    expect(heard).toEqual(['a hears the other way'])
    heal()
    a.send(3)
    pass(1_000)
    expect(heard.slice(1)).toEqual(['b hears 1', 'b hears 2', 'b hears 3'])
  })
  it('that is cut loses all, and is half-open to who does not notice', () => {
    const { heard, connection, a, b, pass } = connected()
    a.send('lost')
    connection.cut([undefined, 500])
    pass(400)
    a.send('into the void')
    pass(1_000)
    b.send('nobody is there')
    pass(1_000)
    expect(heard).toEqual(['b sees the end'])
  })
  it('is seen to end by the other side when a process dies', () => {
    const { heard, connection, a, pass } = connected()
    a.send('on its way')
    connection.abandon(0)
    pass(1_000)
    expect(heard).toEqual(['b sees the end'])
  })
})
