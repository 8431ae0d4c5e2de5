import { describe, expect, it } from 'vitest'
import {
  activateAgent,
  compileOfferConstraints,
  deactivateAgent,
  excludedAgents,
  revive,
  setWhitelist,
  suppress,
  updateAgent,
  updateAllocation,
  updateAvailable,
  updateFramework,
} from '../../../../src/daemons/master/allocator/allocator.ts'
import type { Resource } from '../../../../src/mesos/messages/resource.ts'
import { allocate } from '../../../../src/mesos/resources/index.ts'
import { dynamic, r, volume } from '../../../mesos/resources/support.ts'
import { agent, cycle, decline, framework, newState, offers } from './support.ts'

const one = 'f1@* S1 cpus:1; mem:512'

const withOne = () => {
  const s = newState()
  framework(s, 'f1')
  agent(s, 'S1', 'cpus:1;mem:512')
  return s
}

describe('filters', () => {
  it.each([
    ['default 5 s', undefined, 4999, 5000],
    ['negative is the default', -1, 4999, 5000],
    ['as asked', 7, 6999, 7000],
    ['never under the interval', 0.1, 999, 1000],
    ['at most 365 days', 1e9, 365 * 86_400_000 - 1, 365 * 86_400_000],
  ])('%s', (_, refuse_seconds, still, over) => {
    const s = withOne()
    decline(s, cycle(s), { refuse_seconds })
    expect(offers(s, still)).toEqual([])
    expect(offers(s, over)).toEqual([one])
  })

  it('0 is none', () => {
    const s = withOne()
    decline(s, cycle(s), { refuse_seconds: 0 })
    expect(offers(s)).toEqual([one])
  })

  it('a short one survives the next batch, however late that comes', () => {
    const s = withOne()
    decline(s, cycle(s), { refuse_seconds: 0.1 })
    expect(offers(s, 1500)).toEqual([])
    expect(offers(s, 2500)).toEqual([one])
  })

  it('lets more than was refused pass, and less not', () => {
    const s = withOne()
    decline(s, cycle(s), { refuse_seconds: 3600 })
    updateAgent(s, 'S1', { total: r('cpus:0.5;mem:512') })
    expect(offers(s, 1)).toEqual([])
    updateAgent(s, 'S1', { total: r('cpus:2;mem:512') })
    expect(offers(s, 2)).toEqual(['f1@* S1 cpus:2; mem:512'])
  })

  it('holds for one framework, role and agent', () => {
    const s = withOne()
    decline(s, cycle(s), { refuse_seconds: 3600 })
    updateFramework(s, 'f1', { roles: ['*', 'a'], capabilities: new Set(['MULTI_ROLE']) })
    expect(offers(s, 1)).toEqual(['f1@a S1 cpus:1; mem:512'])
  })

  it('ends with REVIVE, and with changed attributes', () => {
    const s = withOne()
    decline(s, cycle(s), { refuse_seconds: 3600 })
    revive(s, 'f1', [])
    const made = cycle(s, 1)
    expect(made).toHaveLength(1)
    decline(s, made, { refuse_seconds: 3600 })
    expect(offers(s, 2)).toEqual([])
    updateAgent(s, 'S1', { attributesChanged: true })
    expect(offers(s, 3)).toEqual([one])
  })
})

describe('who is passed over', () => {
  it('suppressed roles, until revived', () => {
    const s = newState()
    framework(s, 'f1', { roles: ['a', 'b'], suppressedRoles: ['a'] })
    agent(s, 'S1', 'cpus:1;mem:512')
    expect(offers(s)).toEqual(['f1@b S1 cpus:1; mem:512'])
    suppress(s, 'f1', [])
    agent(s, 'S2', 'cpus:1;mem:512')
    expect(offers(s)).toEqual([])
    revive(s, 'f1', ['a'])
    expect(offers(s)).toEqual(['f1@a S2 cpus:1; mem:512'])
  })

  it('roles added get offers, roles removed get none', () => {
    const s = newState()
    framework(s, 'f1', { roles: [] })
    agent(s, 'S1', 'cpus:1;mem:512')
    expect(offers(s)).toEqual([])
    updateFramework(s, 'f1', { roles: ['a'], capabilities: new Set(['MULTI_ROLE']) })
    const made = cycle(s)
    expect(made).toHaveLength(1)
    updateFramework(s, 'f1', { roles: ['b'], capabilities: new Set(['MULTI_ROLE']), suppressedRoles: ['b'] })
    decline(s, made)
    expect(offers(s)).toEqual([])
  })

  it('agents deactivated or not whitelisted', () => {
    const s = withOne()
    deactivateAgent(s, 'S1')
    expect(offers(s)).toEqual([])
    activateAgent(s, 'S1')
    setWhitelist(s, new Set(['other']))
    expect(offers(s)).toEqual([])
    setWhitelist(s, new Set(['S1.host']))
    expect(offers(s)).toEqual([one])
  })

  it('agents that are no candidates', () => {
    const s = withOne()
    expect(cycle(s, 0, new Set(['S9']))).toEqual([])
    expect(cycle(s, 0, new Set(['S1']))).toHaveLength(1)
  })

  it.each([
    ['MULTI_ROLE frameworks by old agents', ['MULTI_ROLE'], '*', 'cpus:1', { capabilities: new Set<string>() }],
    ['nested roles by old agents', ['MULTI_ROLE'], 'a/b', 'cpus:1', { capabilities: new Set(['MULTI_ROLE']) }],
    ['gpus without GPU_RESOURCES', [], '*', 'cpus:1;gpus:1', {}],
    ['another region without REGION_AWARE', [], '*', 'cpus:1', { place: { hostname: 'h', region: 'there' } }],
    ['less than the minimum', [], '*', 'cpus:0.001;mem:31;disk:1000', {}],
    ['what is reserved for others', [], 'b', 'cpus(a):1', {}],
    ['what is reserved for a child', [], 'a', 'cpus(a/b):1', {}],
  ])('%s', (_, capabilities, role, total, options) => {
    const s = newState({ region: 'here' })
    framework(s, 'f1', { roles: [role], capabilities: new Set(capabilities) })
    agent(s, 'S1', total, options)
    expect(offers(s)).toEqual([])
  })

  it.each([
    ['gpus with GPU_RESOURCES', ['GPU_RESOURCES'], '*', 'cpus:1; gpus:1', {}],
    [
      'another region with REGION_AWARE',
      ['REGION_AWARE'],
      '*',
      'cpus:1',
      { place: { hostname: 'h', region: 'there' } },
    ],
  ])('but not %s', (_, capabilities, role, total, options) => {
    const s = newState({ region: 'here' })
    framework(s, 'f1', { roles: [role], capabilities: new Set(capabilities) })
    agent(s, 'S1', total, options)
    expect(offers(s)).toEqual([`f1@* S1 ${total}`])
  })

  it('agents that offer constraints exclude, in the role that has them, until attributes or constraints change', () => {
    const onRack = (value: string) => {
      const predicate = { text_equals: { value } }
      const attribute_constraints = [{ selector: { attribute_name: 'rack' }, predicate }]
      const compiled = compileOfferConstraints(
        { role_constraints: { a: { groups: [{ attribute_constraints }] } } },
        { maxMem: 4096, maxProgramSize: 100 },
      )
      if ('problem' in compiled) throw new Error(compiled.problem)
      return compiled
    }
    const at = (value: string) => ({
      place: { hostname: 'h', attributes: [{ name: 'rack', type: 'TEXT' as const, text: { value } }] },
    })
    const capabilities = new Set(['MULTI_ROLE'])
    const s = newState()
    framework(s, 'f1', { roles: ['a'], constraints: onRack('r1') })
    agent(s, 'S1', 'cpus:1', at('r1'))
    agent(s, 'S2', 'cpus:1', at('r2'))
    expect(offers(s)).toEqual(['f1@a S1 cpus:1'])
    expect(excludedAgents(s, 'f1', 'a')).toEqual(['S2'])
    updateFramework(s, 'f1', { roles: ['a', 'b'], capabilities, suppressedRoles: ['b'], constraints: onRack('r3') })
    expect(offers(s)).toEqual([])
    updateAgent(s, 'S2', { ...at('r3'), attributesChanged: true })
    expect(offers(s)).toEqual(['f1@a S2 cpus:1'])
    agent(s, 'S3', 'cpus:1', at('r2'))
    revive(s, 'f1', ['b'])
    expect(offers(s)).toEqual(['f1@b S3 cpus:1'])
  })

  it('a role may have its own minimum', () => {
    const s = newState()
    framework(s, 'f1', { minAllocatableResources: new Map([['*', [{ cpus: 2 }]]]) })
    framework(s, 'f2', { minAllocatableResources: new Map([['*', []]]) })
    agent(s, 'S1', 'cpus:1;mem:512')
    agent(s, 'S2', 'disk:5')
    expect(offers(s)).toEqual(['f2@* S1 cpus:1; mem:512', 'f2@* S2 disk:5'])
  })
})

describe('what is left out of an offer', () => {
  const refined: Resource = {
    ...r('cpus:1')[0]!,
    reservations: [
      { type: 'STATIC', role: 'a' },
      { type: 'DYNAMIC', role: 'a/b' },
    ],
  }
  const revocable: Resource = { ...r('cpus:1')[0]!, revocable: {} }
  const shared = volume('v', 10, 'a/b', { shared: {} })
  it.each([
    ['REVOCABLE_RESOURCES', revocable],
    ['SHARED_RESOURCES', shared],
    ['RESERVATION_REFINEMENT', refined],
  ])('without %s', (capability, resource) => {
    const total = [...r('cpus:5;mem:100'), resource]
    for (const has of [true, false]) {
      const s = newState()
      framework(s, 'f1', { roles: ['a/b'], capabilities: new Set(['MULTI_ROLE', ...(has ? [capability] : [])]) })
      agent(s, 'S1', '', { total })
      expect(cycle(s)[0]!.resources).toEqual(allocate(has ? total : r('cpus:5;mem:100'), 'a/b'))
    }
  })

  it('reservations go to the role and those below it', () => {
    const s = newState()
    framework(s, 'f1', { roles: ['a/b'] })
    framework(s, 'f2', { roles: ['c'] })
    agent(s, 'S1', 'cpus(a):1;mem(a):64;cpus(c):2')
    expect(offers(s)).toEqual([
      'f1@a/b S1 cpus(reservations: [(STATIC,a)]):1; mem(reservations: [(STATIC,a)]):64',
      'f2@c S1 cpus(reservations: [(STATIC,c)]):2',
    ])
  })

  it('a shared volume in use is offered again, and counts once', () => {
    const s = newState()
    const capabilities = new Set(['MULTI_ROLE', 'SHARED_RESOURCES'])
    framework(s, 'f1', { roles: ['a/b'], capabilities })
    agent(s, 'S1', '', { total: [...r('cpus:2;mem:64'), shared] })
    const [made] = cycle(s)
    const used = made!.resources.filter(x => x.shared)
    decline(s, [{ ...made!, resources: made!.resources.filter(x => !x.shared) }])
    const [again] = cycle(s)
    expect(again!.resources.filter(x => x.shared)).toEqual(used)
  })
})

describe('operations', () => {
  it('on an offer change the agent and the next offer', () => {
    const s = newState()
    framework(s, 'f1', { roles: ['a'] })
    framework(s, 'f2', { roles: ['b'] })
    agent(s, 'S1', 'cpus:2;mem:512')
    const [made] = cycle(s)
    const id = made!.frameworkId
    const consumed = allocate(r('cpus:2'), made!.role)
    const converted = allocate(dynamic('cpus:2', made!.role), made!.role)
    expect(updateAllocation(s, id, 'S1', consumed, converted)).toBe(true)
    expect(updateAllocation(s, id, 'S1', consumed, converted)).toBe(false)
    decline(s, [{ ...made!, resources: [...converted, ...allocate(r('mem:512'), made!.role)] }])
    expect(cycle(s).find(a => a.frameworkId === id)!.resources).toContainEqual(converted[0])
  })

  it('of an operator need what is available', () => {
    const s = withOne()
    expect(updateAvailable(s, 'S1', r('cpus:1'), dynamic('cpus:1'))).toBe(true)
    expect(updateAvailable(s, 'S1', r('cpus:1'), dynamic('cpus:1'))).toBe(false)
    expect(offers(s)).toEqual(['f1@* S1 mem:512'])
    expect(updateAvailable(s, 'S1', r('mem:512'), dynamic('mem:512'))).toBe(false)
  })
})
