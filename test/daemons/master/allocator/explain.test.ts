import { describe, expect, it } from 'vitest'
import {
  type AgentOptions,
  type AllocatorState,
  compileOfferConstraints,
  deactivateAgent,
  explainRole,
  type FrameworkOptions,
  type Reason,
  roleHistory,
  rolesKnown,
  setWhitelist,
  trackAllocated,
  updateQuota,
} from '../../../../src/daemons/master/allocator/allocator.ts'
import { allocate } from '../../../../src/mesos/resources/index.ts'
import { r } from '../../../mesos/resources/support.ts'
import { agent, cycle, decline, framework, newState } from './support.ts'

const reasons = (s: AllocatorState, role: string, now = 0) => [...explainRole(s, 'f1', role, now)]
const limits = { maxMem: 4096, maxProgramSize: 100 }
const onlyRack1 = compileOfferConstraints(
  {
    role_constraints: {
      a: {
        groups: [
          {
            attribute_constraints: [
              { selector: { attribute_name: 'rack' }, predicate: { text_equals: { value: 'r1' } } },
            ],
          },
        ],
      },
    },
  },
  limits,
)
if ('problem' in onlyRack1) throw new Error(onlyRack1.problem)

interface Case {
  readonly reason: Reason
  readonly total?: string
  readonly options?: Partial<AgentOptions>
  readonly framework?: Partial<FrameworkOptions>
  readonly change?: (s: AllocatorState) => void
}

const cases: readonly Case[] = [
  { reason: 'its-turn' },
  { reason: 'inactive', change: s => deactivateAgent(s, 'S1') },
  { reason: 'not-whitelisted', change: s => setWhitelist(s, new Set(['other'])) },
  { reason: 'agent-too-old', options: { capabilities: new Set() } },
  { reason: 'gpus', total: 'cpus:1;mem:64;gpus:1' },
  { reason: 'region', options: { place: { hostname: 'h', region: 'there' } } },
  { reason: 'constraints', framework: { constraints: onlyRack1 } },
  { reason: 'reserved', total: 'cpus(b):1;mem(b):64' },
  { reason: 'capabilities', options: { total: [{ ...r('cpus:1')[0]!, revocable: {} }] } },
  { reason: 'minimum', total: 'cpus:0.001;mem:31' },
  { reason: 'filter', change: s => decline(s, cycle(s), { refuse_seconds: 60 }) },
  {
    reason: 'quota',
    change: s => {
      updateQuota(s, 'a', { guarantees: {}, limits: { cpus: 0, mem: 0 } })
      cycle(s)
    },
  },
  { reason: 'nothing-free', change: s => trackAllocated(s, 'other', 'S1', allocate(r('cpus:1;mem:64'), 'x')) },
]

const situation = ({ total = 'cpus:1;mem:64', options, framework: asked, change }: Case) => {
  const s = newState({ region: 'here' })
  framework(s, 'f1', { roles: ['a'], ...asked })
  agent(s, 'S1', total, options)
  change?.(s)
  return s
}

describe('why there is no offer of an agent', () => {
  it.each(cases)('$reason', one => {
    const s = situation(one)
    cycle(newState()) // what other allocators do changes nothing
    expect(reasons(s, 'a')).toMatchObject([{ agentId: 'S1', reason: one.reason }])
  })

  it.each(cases)('asked twice, and then a cycle: $reason', one => {
    const [asked, unasked] = [situation(one), situation(one)]
    reasons(asked, 'a')
    reasons(asked, 'a')
    expect(cycle(asked)).toEqual(cycle(unasked))
  })

  it.each(cases.filter(({ reason }) => reason !== 'its-turn'))('a cycle offers nothing either: $reason', one => {
    expect(cycle(situation(one)).filter(({ frameworkId }) => frameworkId === 'f1')).toEqual([])
  })

  it('a refusal tells when it ends', () => {
    const s = situation({ reason: 'filter' })
    decline(s, cycle(s), { refuse_seconds: 60 })
    expect(reasons(s, 'a', 1000)).toEqual([{ agentId: 'S1', reason: 'filter', until: 60_000 }])
  })

  it('what never changes is said before what is in use', () => {
    const s = situation({ reason: 'gpus', total: 'cpus:1;gpus:1' })
    trackAllocated(s, 'other', 'S1', allocate(r('cpus:1;gpus:1'), 'x'))
    expect(reasons(s, 'a')).toMatchObject([{ reason: 'gpus' }])
  })

  it('of a framework or role that is not known: nothing', () => {
    const s = newState()
    agent(s, 'S1', 'cpus:1')
    expect(reasons(s, 'a')).toEqual([])
    expect(roleHistory(s, 'f1', 'a')).toBe(undefined)
    expect(rolesKnown(s, 'f1')).toEqual([])
  })
})

it('what was given and what was passed over is counted', () => {
  const s = newState()
  framework(s, 'f1', { roles: ['a'] })
  agent(s, 'S1', 'cpus:1;mem:512')
  agent(s, 'S2', 'cpus:1;mem:512;gpus:1')
  decline(s, cycle(s, 7), { refuse_seconds: 5 }, 7)
  expect(roleHistory(s, 'f1', 'a')).toEqual({ given: 1, lastGiven: 7, passedOver: { gpus: 1 }, share: 0, holds: {} })
  cycle(s, 8) // S1 is asked again, S2 has nothing new
  cycle(s, 9) // nor has S1
  expect(roleHistory(s, 'f1', 'a')).toMatchObject({ given: 1, passedOver: { gpus: 1, filter: 1 } })
  cycle(s, 5007)
  expect(roleHistory(s, 'f1', 'a')).toMatchObject({ given: 2, lastGiven: 5007, holds: { cpus: 1, mem: 512 } })
})
