import { expect, it } from 'vitest'
import type { Change } from '../../../src/provisioning/model/change.ts'
import { content } from '../../../src/provisioning/model/content.ts'
import { ask, type FactKind, requestId } from '../../../src/provisioning/model/fact.ts'
import type { Plan } from '../../../src/provisioning/model/plan.ts'
import { factsFrom } from '../../../src/provisioning/planner/facts-needed.ts'
import { basisOf, changedChange, changedFacts, sealedChanges } from '../../../src/provisioning/saved/basis.ts'
import { canonical } from '../../../src/provisioning/saved/canonical.ts'
import { parseSavedPlan } from '../../../src/provisioning/saved/saved-plan.ts'
import { createSealer } from '../../../src/provisioning/saved/seal.ts'

const seal = createSealer('00'.repeat(16))
const room: FactKind<{ readonly name: string }, { readonly type: string; readonly free: number }> = {
  name: 'test/room',
  command: () => ({ script: ':' }),
  read: () => ({ type: 'ext4', free: 1 }),
  subject: ({ name }) => `the room ${name}`,
  lasting: ({ type }) => type,
}
const basis = (rooms: Readonly<Record<string, { type: string; free: number }>>) => {
  const requests = Object.keys(rooms).map(name => ask(room, { name }))
  const facts = factsFrom(
    new Map(requests.map(request => [requestId(request), rooms[(request.args as { name: string }).name]])),
  )
  return basisOf(requests, facts, seal)
}

it.each<[unknown, unknown, boolean]>([
  [{ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, true],
  [{ a: 1, b: undefined }, { a: 1 }, true],
  [[1, 2], [2, 1], false],
  [new Set(['x', 'y']), new Set(['y', 'x']), true],
  [new Map([['x', 1]]), new Map([['x', 2]]), false],
  [new Set(['x']), ['x'], false],
  ['1', 1, false],
  [{}, null, false],
])('canonical: %o and %o are the same: %s', (a, b, same) => {
  expect(canonical(a) === canonical(b)).toBe(same)
})

it('names the facts that changed, and lets pass what does not last', () => {
  const then = basis({ attic: { type: 'ext4', free: 5 }, cellar: { type: 'ext4', free: 5 } })
  expect(changedFacts(then, basis({ attic: { type: 'ext4', free: 4 }, cellar: { type: 'ext4', free: 9 } }))).toEqual([])
  expect(changedFacts(then, basis({ attic: { type: 'ext4', free: 5 }, cellar: { type: 'tmpfs', free: 5 } }))).toEqual([
    'the room cellar',
  ])
})

it('a question that only one of the two asked is no change of the host', () => {
  expect(changedFacts(basis({ attic: { type: 'a', free: 1 } }), basis({ cellar: { type: 'b', free: 1 } }))).toEqual([])
})

const secret = (text: string): Change => ({
  kind: 'write-file',
  path: '/etc/secret',
  content: content(text, { secret: true }),
  mode: 0o600,
  replaces: false,
  why: 'it is missing',
})
const planned = (...changes: Change[]): Plan => ({
  waves: [{ role: 'base', hosts: [{ host: 'h', steps: [{ operation: 'o', changes }] }] }],
  warnings: [],
  errors: [],
})

it('names the first change that would be another one, and holds nothing of a secret', () => {
  const link: Change = { kind: 'link', path: '/l', target: '/t', why: 'w' }
  const then = sealedChanges(planned(link, secret('hunter2')), 'h', seal)
  expect(changedChange(then, sealedChanges(planned(link, secret('hunter2')), 'h', seal))).toBeUndefined()
  expect(changedChange(then, sealedChanges(planned(link, secret('hunter3')), 'h', seal))).toBe(
    'base: write /etc/secret (secret)',
  )
  expect(changedChange(then, sealedChanges(planned(link), 'h', seal))).toBe('base: write /etc/secret (secret)')
  const text = JSON.stringify(then)
  expect([text.includes('hunter2'), text.includes(content('hunter2').sha256)]).toEqual([false, false])
})

const whole = {
  format: 'mantl-plan',
  version: 1,
  made: '2026-11-21T08:00:00.000Z',
  by: 'ann',
  inventory: '/c.yml',
  extraVariables: [],
  salt: '0'.repeat(32),
  hosts: { h: { facts: { f: { what: 'x', seal: 's' } }, changes: [] } },
  plan: {},
}

it.each<[string, string, RegExp]>([
  ['not JSON', '{', /f\.plan is no plan of mantl’s: not JSON/],
  ['another format', JSON.stringify({ ...whole, format: 'x' }), /format/],
  ['a newer version', JSON.stringify({ ...whole, version: 2 }), /of format 2, newer than this mantl knows/],
  ['a host without facts', JSON.stringify({ ...whole, hosts: { h: {} } }), /hosts\.h\.facts/],
  ['null', 'null', /is no plan/],
])('a file with %s is refused with the reason', (_, text, message) => {
  expect(() => parseSavedPlan(text, 'f.plan')).toThrowError(
    expect.objectContaining({ code: 'plan.unreadable', message: expect.stringMatching(message) }),
  )
})

it('a whole one is read', () => {
  expect(parseSavedPlan(JSON.stringify(whole), 'f.plan')).toEqual(whole)
})
