import { describe, expect, it } from 'vitest'
import { masterInfo } from '../../../src/daemons/master/master-info.ts'
import { createChance } from '../../../src/simulation/chance.ts'
import { createEnsemble } from '../../../src/simulation/ensemble/ensemble.ts'
import { createStore } from '../../../src/simulation/ensemble/store.ts'
import { createHosts } from '../../../src/simulation/network/hosts.ts'
import { createProcess } from '../../../src/simulation/process.ts'
import { createTimeline } from '../../../src/simulation/timeline.ts'

const quorum = () => {
  const timeline = createTimeline(0)
  const hosts = createHosts()
  const chance = createChance(3)
  const ensemble = createEnsemble({ timeline, chance, hosts, sessionTimeout: 10_000 })
  const said: string[] = []
  const stand = (host: string) => {
    const process = createProcess(timeline)
    const info = masterInfo({ id: host, ip: '10.0.0.1', port: 5050, hostname: host, version: '1' })
    const candidacy = ensemble.contend(host, process, info, what => said.push(`${host} ${what}`))
    const store = createStore({ timeline, chance, ensemble, candidacy, process })
    const load = () => store.load(result => said.push(`${host} ${typeof result === 'string' ? result : 'loaded'}`))
    const put = (key: string) =>
      store.write([{ kind: 'put', area: 'agents', key, value: new Uint8Array() }], result =>
        said.push(`${host} ${result}`),
      )
    return { process, load, put }
  }
  const pass = (ms: number) => {
    const until = timeline.now + ms
    while (timeline.step(until)) {}
  }
  return { ensemble, hosts, said, stand, pass }
}

describe('the ensemble', () => {
  it('lets the first lead, and the next when it is gone for the session timeout', () => {
    const { said, stand, pass } = quorum()
    const first = stand('a')
    stand('b')
    pass(1_000)
    expect(said).toEqual(['a won'])
    first.process.kill()
    pass(5_000)
    expect(said).toEqual(['a won'])
    pass(6_000)
    expect(said).toEqual(['a won', 'b won'])
  })
  it('refuses what a deposed leader writes, before it knows', () => {
    const { ensemble, said, stand, pass } = quorum()
    const first = stand('a')
    const second = stand('b')
    pass(1_000)
    first.load()
    pass(100)
    first.process.pause()
    pass(12_000)
    second.load()
    pass(100)
    first.process.resume()
    first.put('late')
    second.put('good')
    pass(100)
    expect(said.slice(0, 4)).toEqual(['a won', 'a loaded', 'b won', 'b loaded'])
    expect(said).toContain('a registry.fenced')
    expect(said).toContain('b written')
    expect([...ensemble.registry.entries.keys()]).toEqual(['agents/good'])
  })
  it('tells a leader that is cut off that it has lost, and its last write is not heard of', () => {
    const { hosts, said, stand, pass } = quorum()
    const { load, put } = stand('a')
    pass(1_000)
    load()
    pass(100)
    put('x')
    hosts.block(['a', 'Z'], ['a', 'Z'])
    pass(15_000)
    expect(said.slice(2).toSorted().join()).toMatch(/^a lost,a registry\.(uncertain|fenced)$/)
  })
})
