import { describe, expect, it } from 'vitest'
import {
  quotaConsumption,
  recoverResources,
  trackAllocated,
  updateQuota,
} from '../../../../src/daemons/master/allocator/allocator.ts'
import { allocate } from '../../../../src/mesos/resources/index.ts'
import { r } from '../../../mesos/resources/support.ts'
import { agent, cycle, framework, newState, offers } from './support.ts'

describe('limits', () => {
  it('cut the offer to what is left', () => {
    const s = newState()
    framework(s, 'f1', { roles: ['a/x'] })
    updateQuota(s, 'a', { guarantees: {}, limits: { cpus: 3 } })
    agent(s, 'S1', 'cpus:2;mem:64')
    agent(s, 'S2', 'cpus:2;mem:64')
    expect(
      offers(s)
        .map(line => line.replace(/S\d/, 'S'))
        .sort(),
    ).toEqual(['f1@a/x S cpus:1; mem:64', 'f1@a/x S cpus:2; mem:64'])
    expect(quotaConsumption(s, 'a')).toEqual({ cpus: 3, mem: 128 })
    updateQuota(s, 'a', { guarantees: {}, limits: {} })
    expect(offers(s)).toHaveLength(1)
  })

  it('of a role hold for those below it together, and let go when something comes back', () => {
    const s = newState()
    framework(s, 'f1', { roles: ['a/x'] })
    framework(s, 'f2', { roles: ['a/y'] })
    updateQuota(s, 'a', { guarantees: {}, limits: { cpus: 2, mem: 128 } })
    for (const id of ['S1', 'S2', 'S3']) agent(s, id, 'cpus:1;mem:64')
    const made = cycle(s)
    expect(made.map(({ frameworkId }) => frameworkId).sort()).toEqual(['f1', 'f2'])
    expect(offers(s)).toEqual([])
    const [first] = made
    recoverResources(s, first!.frameworkId, first!.agentId, first!.resources, undefined, 0)
    expect(cycle(s, 0, new Set([first!.agentId]))).toHaveLength(1)
    expect(quotaConsumption(s, 'a')).toEqual({ cpus: 2, mem: 128 })
  })

  it('leave revocable resources and what is no scalar alone', () => {
    const s = newState()
    framework(s, 'f1', { roles: ['a'], capabilities: new Set(['MULTI_ROLE', 'REVOCABLE_RESOURCES']) })
    updateQuota(s, 'a', { guarantees: {}, limits: { cpus: 1, mem: 64 } })
    agent(s, 'S1', '', { total: [...r('cpus:2;mem:64;ports:[1-2]'), { ...r('cpus:3')[0]!, revocable: {} }] })
    expect(offers(s)).toEqual(['f1@a S1 cpus:1; mem:64; ports:[1-2]; cpus{REV}:3'])
    expect(quotaConsumption(s, 'a')).toEqual({ cpus: 1, mem: 64 })
  })

  it('count reservations that nobody uses, and let reservations pass', () => {
    const s = newState()
    framework(s, 'f1', { roles: ['a'] })
    updateQuota(s, 'a', { guarantees: {}, limits: { cpus: 3, mem: 64 } })
    agent(s, 'S1', 'cpus(a):2;cpus:5;mem:64')
    expect(offers(s)).toEqual(['f1@a S1 cpus(reservations: [(STATIC,a)]):2; cpus:1; mem:64'])
  })
})

describe('guarantees', () => {
  it('come first, and what is not kept back for others comes with them', () => {
    const s = newState()
    framework(s, 'f1', { roles: ['a'] })
    framework(s, 'f2', { roles: ['b'] })
    agent(s, 'S0', 'cpus:1;mem:64')
    trackAllocated(s, 'f1', 'S0', allocate(r('cpus:1;mem:64'), 'a'))
    updateQuota(s, 'a', { guarantees: { cpus: 3 }, limits: {} })
    updateQuota(s, 'c', { guarantees: { cpus: 3 }, limits: {} })
    agent(s, 'S1', 'cpus:6;mem:128')
    expect(offers(s)).toEqual(['f1@a S1 cpus:3; mem:128'])
  })

  it('take their share in the order of fairness, also when the cluster has too little for all', () => {
    const s = newState()
    for (const [id, role] of [
      ['f1', 'a'],
      ['f2', 'b'],
    ] as const) {
      framework(s, id, { roles: [role] })
      updateQuota(s, role, { guarantees: { cpus: 3 }, limits: {} })
    }
    agent(s, 'S1', 'cpus:4;mem:128')
    expect(offers(s)).toEqual(['f1@a S1 cpus:3; mem:128', 'f2@b S1 cpus:1'])
  })

  it('of a role serve those below it', () => {
    const s = newState()
    framework(s, 'f1', { roles: ['b'] })
    framework(s, 'f2', { roles: ['a/x'] })
    updateQuota(s, 'a', { guarantees: { cpus: 3, mem: 64 }, limits: { cpus: 3, mem: 64 } })
    agent(s, 'S1', 'cpus:4;mem:128')
    expect(offers(s)).toEqual(['f1@b S1 cpus:1; mem:64', 'f2@a/x S1 cpus:3; mem:64'])
  })

  it('that cannot be met yet are kept back', () => {
    const s = newState()
    framework(s, 'f2', { roles: ['b'] })
    updateQuota(s, 'a', { guarantees: { cpus: 3, mem: 100 }, limits: {} })
    agent(s, 'S1', 'cpus:4;mem:128')
    expect(offers(s)).toEqual(['f2@b S1 cpus:1; mem:28'])
    framework(s, 'f1', { roles: ['a'] })
    expect(offers(s)).toEqual(['f1@a S1 cpus:3; mem:100'])
  })
})
