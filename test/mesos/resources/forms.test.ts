import { describe, expect, it } from 'vitest'
import type { Resource } from '../../../src/mesos/messages/resource.ts'
import {
  applyOperation,
  formatResources,
  parseResources,
  summarize,
  toEndpointForm,
  toPostRefinement,
  toPreRefinement,
  validateResources,
} from '../../../src/mesos/resources/index.ts'
import { capturedExchanges, capturesPresent } from '../captures.ts'
import { dynamic, r, volume } from './support.ts'

const cpus = (extra: Partial<Resource>): Resource => ({ name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, ...extra })

describe('parse', () => {
  it.each([
    ['cpus', "'cpus' has no ':' between name and value", 0],
    ['cpus:1; mem', "'mem' has no ':' between name and value", 8],
    ['cpus:', 'cpus: the value is empty', 5],
    ['cpus:-1', "cpus: '-1' is no number, no [ranges] and no {set}", 5],
    ['cpus:1;ports:[5-3]', 'ports: range 5-3 ends before it begins', 14],
    ['ports:[1-2', "ports: '[1-2' lacks its closing ]", 6],
    ['ports:[1-2,x]', "ports: 'x' is not a range begin-end", 11],
    ['cpus(a//b):1', "role 'a//b' cannot hold '//'", 0],
    ['a b:1', "'a b' is not a name, nor name(role)", 0],
  ])('%s', (text, problem, offset) => expect(parseResources(text)).toEqual({ problem, offset }))

  it('reads JSON in both reservation forms', () => {
    const text =
      '[{"name":"cpus","type":"SCALAR","scalar":{"value":1},"role":"a"},{"name":"cpus","type":"SCALAR","scalar":{"value":2}}]'
    expect(formatResources(r(text))).toBe('cpus(reservations: [(STATIC,a)]):1; cpus:2')
    expect(parseResources('[{"name":"cpus"}]')).toMatchObject({ problem: expect.stringContaining('type') })
    expect(parseResources('[{')).toMatchObject({ problem: expect.stringContaining('not valid JSON') })
  })

  it('gives the default role to what names none', () => {
    expect(parseResources('cpus:1;mem(*):1', 'a')).toEqual({
      value: [...r('cpus(a):1'), ...r('mem:1')],
    })
  })
})

describe('forms', () => {
  const forms: [string, Resource, Resource][] = [
    ['unreserved', cpus({ role: '*' }), cpus({})],
    ['static', cpus({ role: 'a' }), cpus({ reservations: [{ type: 'STATIC', role: 'a' }] })],
    [
      'dynamic',
      cpus({ role: 'a', reservation: { principal: 'p' } }),
      cpus({ reservations: [{ type: 'DYNAMIC', role: 'a', principal: 'p' }] }),
    ],
  ]
  it.each(forms)('%s', (_, pre, post) => {
    expect(toPostRefinement([pre])).toEqual([post])
    expect(toPreRefinement([post])).toEqual([pre])
    expect(toEndpointForm([post])).toEqual([{ ...post, ...pre }])
  })
})

it.each([
  ['both forms', cpus({ role: 'a', reservations: [{ type: 'STATIC', role: 'a' }] }), "'reservations' and 'role'"],
  ['reserved for *', cpus({ role: '*', reservation: {} }), "role '*'"],
  ['negative', cpus({ scalar: { value: -1 } }), 'below zero'],
  ['not a number', cpus({ scalar: { value: Number.NaN } }), 'finite'],
  ['no value', cpus({ scalar: undefined }), 'value of type SCALAR'],
  ['two values', cpus({ set: { item: [] } }), 'and no other'],
  ['half a gpu', { ...cpus({}), name: 'gpus', scalar: { value: 0.5 } }, 'whole'],
  [
    'static on top',
    cpus({
      reservations: [
        { type: 'STATIC', role: 'a' },
        { type: 'STATIC', role: 'a/b' },
      ],
    }),
    'on top',
  ],
  [
    'no refinement',
    cpus({
      reservations: [
        { type: 'STATIC', role: 'a' },
        { type: 'DYNAMIC', role: 'b' },
      ],
    }),
    'not below',
  ],
  ['volume on unreserved disk', volume('v', 1, 'a', { reservations: undefined }), 'unreserved disk'],
  ['shared cpus', cpus({ shared: {} }), 'shared'],
  ['disk information', cpus({ disk: {} }), 'no disk'],
])('validation: %s', (_, resource, words) => expect(validateResources([resource as Resource])).toContain(words))

it('persistence ids are unique in a role', () => {
  expect(validateResources([volume('v', 1), volume('v', 2)])).toContain('used twice')
  expect(validateResources([volume('v', 1), volume('v', 1, 'b'), volume('w', 1)])).toBeUndefined()
})

describe('operations', () => {
  const disk = dynamic('disk:64')
  const cases: [string, Parameters<typeof applyOperation>, Resource[] | string][] = [
    [
      'RESERVE',
      [r('cpus:2'), { type: 'RESERVE', reserve: { resources: dynamic('cpus:1') } }],
      [...r('cpus:1'), ...dynamic('cpus:1')],
    ],
    [
      'RESERVE too much',
      [r('cpus:2'), { type: 'RESERVE', reserve: { resources: dynamic('cpus:3') } }],
      'cpus:2 does not contain cpus:3',
    ],
    [
      'RESERVE from a source',
      [
        dynamic('cpus:1', 'b'),
        { type: 'RESERVE', reserve: { source: dynamic('cpus:1', 'b'), resources: dynamic('cpus:1') } },
      ],
      dynamic('cpus:1'),
    ],
    [
      'UNRESERVE',
      [dynamic('cpus:2'), { type: 'UNRESERVE', unreserve: { resources: dynamic('cpus:1') } }],
      [...dynamic('cpus:1'), ...r('cpus:1')],
    ],
    [
      'CREATE',
      [disk, { type: 'CREATE', create: { volumes: [volume('v', 4)] } }],
      [...dynamic('disk:60'), volume('v', 4)],
    ],
    ['DESTROY', [[volume('v', 64)], { type: 'DESTROY', destroy: { volumes: [volume('v', 64)] } }], disk],
    [
      'DESTROY of a shared one',
      [
        [volume('v', 64, 'a', { shared: {} })],
        { type: 'DESTROY', destroy: { volumes: [volume('v', 64, 'a', { shared: {} })] } },
      ],
      disk,
    ],
    [
      'GROW_VOLUME',
      [
        [volume('v', 4), ...disk],
        { type: 'GROW_VOLUME', grow_volume: { volume: volume('v', 4), addition: dynamic('disk:64')[0]! } },
      ],
      [volume('v', 68)],
    ],
    [
      'SHRINK_VOLUME',
      [
        [volume('v', 68)],
        { type: 'SHRINK_VOLUME', shrink_volume: { volume: volume('v', 68), subtract: { value: 64 } } },
      ],
      [volume('v', 4), ...disk],
    ],
    ['LAUNCH', [r('cpus:1'), { type: 'LAUNCH', launch: {} }], r('cpus:1')],
  ]
  it.each(cases)('%s', (_, args, expected) => {
    const result = applyOperation(...args)
    expect(result).toEqual(
      typeof expected === 'string' ? { error: expect.stringContaining(expected) } : { resources: expected },
    )
  })
})

it('the summed object has the four names always', () => {
  const offered = [...r('cpus:2;cpus(a):0.5;ports:[31000-32000,33000-33005];bugs:{a,b}'), cpus({ revocable: {} })]
  expect(summarize(offered)).toEqual({
    cpus: 2.5,
    gpus: 0,
    mem: 0,
    disk: 0,
    cpus_revocable: 1,
    ports: '[31000-32000, 33000-33005]',
    bugs: '{a, b}',
  })
})

describe.skipIf(!capturesPresent)('captures (skipped where ../shared/captures is absent)', () => {
  it('our summary and endpoint form of what an agent holds are what Mesos shows', () => {
    const exchange = capturedExchanges().find(({ name }) => name === '05-operator/039_slaves')!
    const [agent] = JSON.parse(exchange.response.body!.text!).slaves
    const { r1, r2 } = agent.reserved_resources_full
    const unreserved = agent.unreserved_resources_full
    const held = [...unreserved, ...r1, ...r2].map(({ role: _, reservation: __, ...post }: Resource) => post)
    expect(summarize(held)).toEqual(agent.resources)
    expect(toEndpointForm(held)).toEqual([...unreserved, ...r1, ...r2])
  })
})
