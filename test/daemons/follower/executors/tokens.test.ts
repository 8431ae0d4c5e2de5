import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bearerAuthenticator, createExecutorTokens } from '../../../../src/daemons/follower/executors/tokens.ts'

const key = Buffer.from('a secret\n')
const now = 1_700_000_000_000
const tokens = createExecutorTokens(key, () => now)
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
/** As others would make one. */
const token = (header: object, payload: unknown, by: Buffer = key) => {
  const signed = `${part(header)}.${part(payload)}`
  return `${signed}.${createHmac('sha256', by).update(signed).digest('base64url')}`
}
const hs256 = { alg: 'HS256', typ: 'JWT' }
const claims = { fid: 'F', eid: 'e', cid: 'C' }

it('a token says for which run it is, and nothing else', () => {
  const issued = tokens.issue({ frameworkId: 'F', executorId: 'e', containerId: 'C' })
  expect(issued).toBe(token(hs256, claims))
  expect(tokens.read(issued)).toEqual(claims)
})

describe('what is read', () => {
  it.each([
    ['of the same key', token(hs256, claims), claims],
    ['that lasts', token(hs256, { ...claims, exp: now / 1000 + 1 }), { ...claims, exp: String(now / 1000 + 1) }],
    ['with a claim that is no text', token(hs256, { n: [1] }), { n: '[1]' }],
  ])('%s', (_, given, expected) => expect(tokens.read(given)).toEqual(expected))
  it.each([
    ['of another key', token(hs256, claims, Buffer.from('other')), 'signature'],
    ['that nobody signed', `${part({ alg: 'none' })}.${part(claims)}.`, 'HS256'],
    ['with a header that must be understood', token({ ...hs256, crit: ['x'] }, claims), 'HS256'],
    ['that is over', token(hs256, { ...claims, exp: now / 1000 - 1 }), 'expired'],
    ['whose end is no number', token(hs256, { ...claims, exp: 'soon' }), 'expired'],
    ['with other claims than were signed', token(hs256, claims).replace(part(claims), part({ fid: 'G' })), 'signature'],
    ['of two parts', 'a.b', '3 components'],
    ['of garbage', 'a.b.c', 'HS256'],
    ['whose claims are a list', token(hs256, [1]), 'payload'],
  ])('not one %s', (_, given, expected) => expect(tokens.read(given)).toContain(expected))
})

describe('who may call', () => {
  const basic = () => ({ ok: false, challenges: ['Basic realm="rw"'] }) as const
  const authenticate = bearerAuthenticator(tokens, 'executors', new Set(['rw']), basic)
  const bearer = { authorization: `Bearer ${token(hs256, claims)}` }
  it.each([
    ['an executor', 'executors', bearer, { ok: true, principal: { claims } }],
    ['nobody', 'executors', {}, { ok: false, challenges: ['Bearer realm="executors"'] }],
    ['an executor elsewhere', 'rw', bearer, { ok: true, principal: { claims } }],
    ['nobody elsewhere', 'rw', {}, basic()],
    ['an executor where tokens mean nothing', 'ro', bearer, basic()],
  ] as const)('%s', (_, realm, headers, expected) => expect(authenticate(realm, headers)).toEqual(expected))
  it.each([
    ['Basic YTpi', "Scheme 'Basic' unsupported"],
    ['Bearer', 'Malformed'],
    ['Bearer a b', 'Malformed'],
    ['Bearer x.y.z', 'Invalid JWT'],
    [`Bearer ${token(hs256, {})}`, 'JWT claims missing'],
    ['Béarer"\\ x', "Scheme 'B?arer??' unsupported"],
  ])('%s: refused with why', (authorization, expected) => {
    const answer = authenticate('executors', { authorization }) as { challenges: readonly string[] }
    expect(answer.challenges[0]).toContain('error="invalid_token"')
    expect(answer.challenges[0]).toContain(expected)
  })
})
