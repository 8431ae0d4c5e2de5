import { describe, expect, it } from 'vitest'
import {
  addFramework,
  deactivateFramework,
  removeAgent,
  removeFramework,
  roleQuantities,
  trackAllocated,
  updateWeights,
} from '../../../../src/daemons/master/allocator/allocator.ts'
import { allocate as allocatedTo } from '../../../../src/mesos/resources/index.ts'
import { r } from '../../../mesos/resources/support.ts'
import { agent, cycle, decline, framework, lines, newState, offers } from './support.ts'

describe('dominant shares', () => {
  it('an agent goes whole to the framework and role with the lowest share', () => {
    const s = newState()
    framework(s, 'f1', { roles: ['a'] })
    agent(s, 'S1', 'cpus:2;mem:1024')
    expect(offers(s)).toEqual(['f1@a S1 cpus:2; mem:1024'])
    framework(s, 'f2', { roles: ['b'] })
    agent(s, 'S2', 'cpus:1;mem:512')
    expect(offers(s)).toEqual(['f2@b S2 cpus:1; mem:512'])
    agent(s, 'S3', 'cpus:3;mem:2048')
    expect(offers(s)).toEqual(['f2@b S3 cpus:3; mem:2048'])
    framework(s, 'f3', { roles: ['a'] })
    agent(s, 'S4', 'cpus:4;mem:4096')
    expect(offers(s)).toEqual(['f3@a S4 cpus:4; mem:4096'])
  })

  it('equal shares get equal numbers of offers over time', () => {
    const s = newState()
    for (const id of ['f1', 'f2', 'f3']) framework(s, id)
    agent(s, 'S1', 'cpus:1;mem:512')
    const counts: Record<string, number> = {}
    for (let i = 0; i < 30; i++) {
      const made = cycle(s, i)
      counts[made[0]!.frameworkId] = (counts[made[0]!.frameworkId] ?? 0) + 1
      decline(s, made, { refuse_seconds: 0 }, i)
    }
    expect(counts).toEqual({ f1: 10, f2: 10, f3: 10 })
  })

  it('weights share agents out in proportion', () => {
    const s = newState()
    for (const [id, role] of [
      ['f1', 'a'],
      ['f2', 'b'],
      ['f3', 'c'],
    ] as const)
      framework(s, id, { roles: [role] })
    updateWeights(
      s,
      new Map([
        ['b', 2],
        ['c', 3],
      ]),
    )
    for (let i = 0; i < 12; i++) agent(s, `S${i}`, 'cpus:1;mem:512')
    const made = cycle(s)
    expect(['f1', 'f2', 'f3'].map(id => made.filter(a => a.frameworkId === id).length)).toEqual([2, 4, 6])
  })

  it('a role competes with its siblings as one, its children within it', () => {
    const s = newState()
    framework(s, 'f1', { roles: ['a/x'] })
    framework(s, 'f2', { roles: ['a/y'] })
    framework(s, 'f3', { roles: ['a'] })
    framework(s, 'f4', { roles: ['b'] })
    for (let i = 0; i < 12; i++) agent(s, `S${i}`, 'cpus:1;mem:512')
    const made = cycle(s)
    expect(['f1', 'f2', 'f3', 'f4'].map(id => made.filter(a => a.frameworkId === id).length)).toEqual([2, 2, 2, 6])
    expect(roleQuantities(s, 'a')).toEqual({ cpus: 6, mem: 3072 })
  })

  it('names that are excluded do not count', () => {
    const s = newState({ fairSharingExcluded: new Set(['gpus']), filterGpuResources: false })
    framework(s, 'f1', { roles: ['a'] })
    framework(s, 'f2', { roles: ['b'] })
    agent(s, 'S1', 'cpus:10;mem:100;gpus:1')
    agent(s, 'S2', 'cpus:90;mem:900')
    trackAllocated(s, 'f1', 'S1', allocatedTo(r('cpus:10;mem:100;gpus:1'), 'a'))
    trackAllocated(s, 'f2', 'S2', allocatedTo(r('cpus:20;mem:200'), 'b'))
    expect(lines(cycle(s))).toEqual(['f1@a S2 cpus:70; mem:700'])
  })
})

describe('who comes and goes', () => {
  it('what an agent brings counts even before its framework is known', () => {
    const s = newState()
    agent(s, 'S1', 'cpus:4;mem:4096')
    trackAllocated(s, 'f1', 'S1', allocatedTo(r('cpus:3;mem:1024'), 'a'))
    addFramework(s, 'f1', { roles: ['a'], capabilities: new Set(['MULTI_ROLE']) })
    expect(offers(s)).toEqual(['f1@a S1 cpus:1; mem:3072'])
  })

  it('an agent that is gone is never offered again, and frees its framework', () => {
    const s = newState()
    framework(s, 'f1')
    agent(s, 'S1', 'cpus:1;mem:512')
    cycle(s)
    removeAgent(s, 'S1')
    expect(roleQuantities(s, '*')).toEqual({})
    expect(offers(s)).toEqual([])
  })

  it('a framework that is removed leaves everything to the others', () => {
    const s = newState()
    framework(s, 'f1')
    agent(s, 'S1', 'cpus:1;mem:512')
    expect(offers(s)).toEqual(['f1@* S1 cpus:1; mem:512'])
    removeFramework(s, 'f1')
    framework(s, 'f2')
    expect(offers(s)).toEqual(['f2@* S1 cpus:1; mem:512'])
  })

  it('an inactive framework gets nothing', () => {
    const s = newState()
    framework(s, 'f1')
    deactivateFramework(s, 'f1')
    agent(s, 'S1', 'cpus:1;mem:512')
    expect(offers(s)).toEqual([])
  })
})
