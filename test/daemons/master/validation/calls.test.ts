import { describe, expect, it } from 'vitest'
import { validateCall } from '../../../../src/daemons/master/validation/call.ts'
import {
  type Options,
  validateFramework,
  validateFrameworkUpdate,
  validateOptions,
} from '../../../../src/daemons/master/validation/framework.ts'
import { validateOffers } from '../../../../src/daemons/master/validation/offers.ts'
import type { FrameworkInfo } from '../../../../src/mesos/messages/framework.ts'
import type { Offer } from '../../../../src/mesos/messages/offer.ts'
import type { Call } from '../../../../src/mesos/messages/scheduler.ts'

const framework_id = { value: 'F' }
const info = { user: 'u', name: 'n' }
const uuid = Buffer.alloc(16).toString('base64')

describe('calls', () => {
  it.each<[Call, string]>([
    [{}, "'type' is missing"],
    [{ type: 'SUBSCRIBE' }, "'subscribe' is missing"],
    [{ type: 'SUBSCRIBE', framework_id, subscribe: { framework_info: info } }, 'differ'],
    [{ type: 'SUBSCRIBE', subscribe: { framework_info: { ...info, id: framework_id } } }, 'differ'],
    [{ type: 'REVIVE' }, "'framework_id' is missing"],
    [{ type: 'REQUEST', framework_id }, "'request' is missing"],
    [{ type: 'DECLINE', framework_id }, "'decline' is missing"],
    [{ type: 'RECONCILE_OPERATIONS', framework_id }, "'reconcile_operations' is missing"],
    [{ type: 'UPDATE_FRAMEWORK', framework_id, update_framework: { framework_info: info } }, 'differ'],
    [
      {
        type: 'ACKNOWLEDGE',
        framework_id,
        acknowledge: { agent_id: framework_id, task_id: framework_id, uuid: 'aa==' },
      },
      '16 bytes',
    ],
    [
      {
        type: 'ACKNOWLEDGE_OPERATION_STATUS',
        framework_id,
        acknowledge_operation_status: { operation_id: framework_id, uuid },
      },
      "agent_id' is missing",
    ],
  ])('%j', (call, words) => expect(validateCall(call)).toContain(words))

  it.each<Call>([
    { type: 'SUBSCRIBE', subscribe: { framework_info: info } },
    { type: 'SUBSCRIBE', framework_id, subscribe: { framework_info: { ...info, id: framework_id } } },
    { type: 'REVIVE', framework_id },
    { type: 'SUPPRESS', framework_id },
    { type: 'TEARDOWN', framework_id },
    { type: 'ACKNOWLEDGE', framework_id, acknowledge: { agent_id: framework_id, task_id: framework_id, uuid } },
  ])('%j is fine', call => expect(validateCall(call)).toBeUndefined())
})

const multi = [{ type: 'MULTI_ROLE' as const }]

describe('FrameworkInfo', () => {
  it.each<[Partial<FrameworkInfo>, string]>([
    [{ role: 'a', capabilities: multi }, 'MULTI_ROLE'],
    [{ roles: ['a'] }, 'MULTI_ROLE'],
    [{ role: 'a//b' }, '//'],
    [{ roles: ['a', 'a'], capabilities: multi }, 'twice'],
    [{ failover_timeout: Number.NaN }, 'duration'],
    [{ failover_timeout: 1e12 }, 'duration'],
    [{ id: { value: 'a/b' } }, 'slash'],
    [{ user: 'root' }, 'root'],
    [{ role: 'other' }, 'not allowed'],
    [
      {
        offer_filters: { a: { min_allocatable_resources: { quantities: [{ quantities: { cpus: { value: -1 } } }] } } },
      },
      '-1 cpus',
    ],
  ])('%j', (change, words) =>
    expect(
      validateFramework({
        info: { ...info, ...change },
        rootSubmissions: false,
        roleWhitelist: new Set(['a', 'a//b']),
      }),
    ).toContain(words),
  )
  const limits = { maxMem: 4096, maxProgramSize: 100 }
  const exists = { selector: { attribute_name: 'rack' }, predicate: { exists: {} } }
  const ofRole = (role: string, groups: object[]) => ({ role_constraints: { [role]: { groups } } })
  it.each<[Omit<Options, 'info' | 'limits'>, string | undefined]>([
    [{ suppressedRoles: ['*'] }, undefined],
    [{ suppressedRoles: ['b'] }, "'b'"],
    [{ offerConstraints: ofRole('*', [{ attribute_constraints: [exists] }]) }, undefined],
    [{ offerConstraints: ofRole('b', [{ attribute_constraints: [exists] }]) }, "'b'"],
    [{ offerConstraints: ofRole('*', []) }, 'no group'],
    [{ offerConstraints: ofRole('*', [{}]) }, 'no constraint'],
    [{ offerConstraints: ofRole('*', [{ attribute_constraints: [{ ...exists, selector: {} }] }]) }, 'selector'],
    [{ offerConstraints: ofRole('*', [{ attribute_constraints: [{ ...exists, predicate: {} }] }]) }, 'predicate'],
  ])('beside it %j: %s', (options, words) => {
    const problem = validateOptions({ info, limits, ...options })
    if (words === undefined) expect(problem).toBeUndefined()
    else expect(problem).toContain(words)
  })
  it.each([{ user: 'v' }, { checkpoint: true }, { principal: 'p' }])('%j cannot change', change =>
    expect(validateFrameworkUpdate(info, { ...info, ...change })).toContain('cannot change'),
  )
})

it.each([
  [[], 'no offer'],
  [['O1', 'O1'], 'twice'],
  [['O9'], 'no longer'],
  [['O2'], 'another framework'],
  [['O1', 'O3'], 'several roles'],
  [['O1', 'O4'], 'several agents'],
  [['O1', 'O5'], undefined],
])('offers %j: %s', (ids, words) => {
  const offer = (id: string, framework: string, role: string, agent: string): [string, Offer] => [
    id,
    {
      id: { value: id },
      framework_id: { value: framework },
      agent_id: { value: agent },
      hostname: 'h',
      allocation_info: { role },
    },
  ]
  const known = new Map([
    offer('O1', 'F', 'a', 'S1'),
    offer('O2', 'G', 'a', 'S1'),
    offer('O3', 'F', 'b', 'S1'),
    offer('O4', 'F', 'a', 'S2'),
    offer('O5', 'F', 'a', 'S1'),
  ])
  const problem = validateOffers(ids, 'F', id => known.get(id))
  if (words === undefined) expect(problem).toBeUndefined()
  else expect(problem).toContain(words)
})
