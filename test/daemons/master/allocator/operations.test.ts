import { describe, expect, it } from 'vitest'
import {
  type Allocation,
  allocatedTo,
  availableOn,
  quotaConsumption,
  roleQuantities,
  trackAllocated,
  updateAllocation,
  updateQuota,
} from '../../../../src/daemons/master/allocator/allocator.ts'
import type { Resource } from '../../../../src/mesos/messages/resource.ts'
import { allocate, contains, subtract } from '../../../../src/mesos/resources/index.ts'
import { dynamic, r, volume } from '../../../mesos/resources/support.ts'
import { agent, cycle, decline, framework, newState } from './support.ts'

const CAPABILITIES = new Set(['MULTI_ROLE', 'RESERVATION_REFINEMENT', 'SHARED_RESOURCES'])
const refined: Resource[] = [
  {
    ...r('cpus:1')[0]!,
    reservations: [
      { type: 'DYNAMIC', role: 'a', principal: 'p' },
      { type: 'DYNAMIC', role: 'a/b', principal: 'p' },
    ],
  },
]
const reservedDisk = dynamic('disk:10')
const shared = volume('v', 10, 'a', { shared: {} })

interface Case {
  readonly what: string
  /** What the agent has beside cpus:4; mem:512. */
  readonly beside?: readonly Resource[]
  readonly consumed: readonly Resource[]
  readonly converted: readonly Resource[]
  /** Of role a against quota, when all but this is given back. */
  readonly consumption: Readonly<Record<string, number>>
}

const cases: readonly Case[] = [
  { what: 'RESERVE', consumed: r('cpus:1'), converted: dynamic('cpus:1'), consumption: { cpus: 1 } },
  {
    what: 'RESERVE, refined',
    beside: dynamic('cpus:1'),
    consumed: dynamic('cpus:1'),
    converted: refined,
    consumption: { cpus: 1 },
  },
  {
    what: 'UNRESERVE',
    beside: dynamic('cpus:1'),
    consumed: dynamic('cpus:1'),
    converted: r('cpus:1'),
    consumption: {},
  },
  {
    what: 'CREATE',
    beside: reservedDisk,
    consumed: reservedDisk,
    converted: [volume('v', 10)],
    consumption: { disk: 10 },
  },
  {
    what: 'GROW_VOLUME',
    beside: [volume('v', 10), ...dynamic('disk:5')],
    consumed: [volume('v', 10), ...dynamic('disk:5')],
    converted: [volume('v', 15)],
    consumption: { disk: 15 },
  },
  {
    what: 'SHRINK_VOLUME',
    beside: [volume('v', 10)],
    consumed: [volume('v', 10)],
    converted: [volume('v', 7), ...dynamic('disk:3')],
    consumption: { disk: 10 },
  },
  {
    what: 'DESTROY',
    beside: [volume('v', 10)],
    consumed: [volume('v', 10)],
    converted: reservedDisk,
    consumption: { disk: 10 },
  },
  {
    what: 'CREATE, shared',
    beside: reservedDisk,
    consumed: reservedDisk,
    converted: [shared],
    consumption: { disk: 10 },
  },
]

describe('an operation on an offer', () => {
  it.each(cases)('$what: the agent has it, the framework holds it, quota counts it, the next offer shows it', one => {
    const { beside = [], consumed, converted, consumption } = one
    const s = newState()
    framework(s, 'f1', { roles: ['a', 'a/b'], capabilities: CAPABILITIES })
    updateQuota(s, 'a', { guarantees: {}, limits: { cpus: 100 } })
    agent(s, 'S1', '', { total: [...r('cpus:4;mem:512'), ...beside] })
    const [made] = cycle(s) as [Allocation]
    const [before, after] = [allocate(consumed, made.role), allocate(converted, made.role)]
    expect(updateAllocation(s, 'f1', 'S1', before, after)).toBe(true)
    expect(contains(allocatedTo(s, 'f1').get('S1')!, after)).toBe(true)
    const rest = subtract(allocatedTo(s, 'f1').get('S1')!, after)
    decline(s, [{ ...made, resources: [...rest, ...after] }])
    expect(quotaConsumption(s, 'a')).toEqual(consumption)
    expect(contains(availableOn(s, 'S1'), converted)).toBe(true)
    const offered = cycle(s).flatMap(({ role, resources }) => (role.startsWith('a') ? resources : []))
    for (const resource of converted) {
      expect(offered.some(x => contains([{ ...x, allocation_info: undefined }], [resource]))).toBe(true)
    }
  })

  it('fails where the framework holds no such thing', () => {
    const s = newState()
    framework(s, 'f1', { roles: ['a'] })
    agent(s, 'S1', 'cpus:4;mem:512')
    cycle(s)
    const [before, after] = [allocate(r('disk:1'), 'a'), allocate(dynamic('disk:1'), 'a')]
    expect(updateAllocation(s, 'f1', 'S1', before, after)).toBe(false)
    expect(updateAllocation(s, 'f2', 'S1', before, after)).toBe(false)
    expect(updateAllocation(s, 'f1', 'S2', before, after)).toBe(false)
  })
})

it('a shared volume that several use counts once for each of them, and once for their role', () => {
  const s = newState()
  for (const id of ['f1', 'f2']) framework(s, id, { roles: ['a'], capabilities: CAPABILITIES })
  agent(s, 'S1', '', { total: [...r('cpus:4;mem:512'), shared] })
  for (const id of ['f1', 'f2', 'f2']) trackAllocated(s, id, 'S1', allocate([shared], 'a'))
  expect(roleQuantities(s, 'a')).toEqual({ disk: 10 })
  expect(availableOn(s, 'S1')).toContainEqual(shared)
  decline(s, [{ frameworkId: 'f2', role: 'a', agentId: 'S1', resources: allocate([shared], 'a') }])
  expect(roleQuantities(s, 'a')).toEqual({ disk: 10 })
  for (const id of ['f1', 'f2']) {
    decline(s, [{ frameworkId: id, role: 'a', agentId: 'S1', resources: allocate([shared], 'a') }])
  }
  expect(roleQuantities(s, 'a')).toEqual({})
})
