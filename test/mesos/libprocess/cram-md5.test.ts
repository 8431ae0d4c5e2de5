import { describe, expect, it } from 'vitest'
import { createAuthenticatee } from '../../../src/mesos/libprocess/authenticatee.ts'
import { type AuthenticationOutcome, createAuthenticator } from '../../../src/mesos/libprocess/authenticator.ts'
import { serverReceives, startServer } from '../../../src/mesos/libprocess/cram-md5-server.ts'
import { hmacMd5, sameDigest } from '../../../src/mesos/libprocess/hmac-md5.ts'
import { seededRandom } from '../../../src/runtime/random.ts'
import { virtualClock } from '../../support/clock.ts'
import { capturedMessages, capturesPresent } from '../captures.ts'

const MASTER = '10.0.0.1:5050'
const AGENT = '10.0.0.2:5051'
const pid = `slave(1)@${AGENT}`

/** Both sides, joined by a wire that can be listened to and tampered with. */
const setUp = (secrets: Readonly<Record<string, string>>, loaded = true) => {
  const clock = virtualClock(1_700_000_000_000)
  const wire: { from: string; to: string; name: string; value: any }[] = []
  const queue: (() => void)[] = []
  const carry = (address: string) => (fromId: string, to: string, name: string, value: object) => {
    wire.push({ from: `${fromId}@${address}`, to, name: name.replace('mesos.internal.Authenticat', ''), value })
    queue.push(() => deliver(`${fromId}@${address}`, to, name, value))
  }
  const results: Record<string, AuthenticationOutcome> = {}
  const relinked: string[] = []
  const authenticator = createAuthenticator({
    send: carry(MASTER),
    relink: upid => void relinked.push(upid),
    secretsOf: principal => (secrets[principal] === undefined ? [] : ['an older one', secrets[principal]]),
    clock,
    random: seededRandom(1),
    hostname: 'leader',
    timeoutMs: 15_000,
    loaded,
  })
  const authenticatee = createAuthenticatee({ send: carry(AGENT), clock })
  const deliver = (from: string, to: string, name: string, value: any) => {
    const id = to.split('@')[0]!
    if (name === 'mesos.internal.AuthenticateMessage') {
      authenticator.authenticate(from, value.pid, outcome => {
        results.master = outcome
      })
    } else if (to.endsWith(MASTER)) authenticator.receive(id, from, name, value)
    else authenticatee.receive(id, from, name, value)
  }
  const run = () => {
    for (let next = queue.shift(); next; next = queue.shift()) next()
  }
  const begin = (principal: string, secret: string) =>
    authenticatee.authenticate(
      { master: `master@${MASTER}`, pid, credential: { principal, secret }, timeoutMs: 5000 },
      outcome => {
        results.agent = outcome
      },
    )
  return { clock, wire, queue, run, begin, results, authenticator, authenticatee, deliver, relinked }
}

describe('the handshake', () => {
  it('that is begun anew takes the place of the one under way, which is heard of no more', () => {
    const { authenticatee, clock, run } = setUp({ agent: 's3cret' })
    const heard: string[] = []
    const attempt = { master: `master@${MASTER}`, pid, credential: { principal: 'agent', secret: 's3cret' } }
    authenticatee.authenticate({ ...attempt, timeoutMs: 5_000 }, ({ kind }) => heard.push(`first ${kind}`))
    authenticatee.authenticate({ ...attempt, timeoutMs: 9_000 }, ({ kind }) => heard.push(`second ${kind}`))
    run()
    clock.advance(20_000)
    expect(heard).toEqual(['second authenticated'])
  })
  it('goes over a fresh connection after one that nobody answered', () => {
    const { authenticator, clock, relinked } = setUp({})
    const client = `crammd5-authenticatee(1)@${AGENT}`
    const outcomes: string[] = []
    const attempt = () => authenticator.authenticate(client, pid, ({ kind }) => outcomes.push(kind))
    attempt()
    expect(relinked).toEqual([])
    attempt()
    expect([relinked, outcomes]).toEqual([[client], ['error']])
    clock.advance(15_000)
    expect([relinked, outcomes]).toEqual([
      [client, client],
      ['error', 'timeout'],
    ])
  })
  it('lets in who knows the secret, by the messages and processes of Mesos', () => {
    const { begin, run, results, wire, authenticator, clock } = setUp({ agent: 's3cret' })
    begin('agent', 's3cret')
    run()
    expect(results).toEqual({
      master: { kind: 'authenticated', principal: 'agent' },
      agent: { kind: 'authenticated', principal: 'agent' },
    })
    expect(wire.map(({ from, name }) => `${from} ${name}`)).toEqual([
      `crammd5-authenticatee(1)@${AGENT} eMessage`,
      `crammd5-authenticator-session(1)@${MASTER} ionMechanismsMessage`,
      `crammd5-authenticatee(1)@${AGENT} ionStartMessage`,
      `crammd5-authenticator-session(1)@${MASTER} ionStepMessage`,
      `crammd5-authenticatee(1)@${AGENT} ionStepMessage`,
      `crammd5-authenticator-session(1)@${MASTER} ionCompletedMessage`,
    ])
    const challenge = Buffer.from(wire[3]!.value.data, 'base64').toString()
    expect(challenge).toMatch(/^<\d+\.1700000000@leader>$/)
    expect([authenticator.sessions, clock.waiting]).toEqual([0, 0])
  })

  it.each([
    ['a wrong secret', 'agent', 'wrong'],
    ['an unknown principal', 'nobody', 's3cret'],
    ['an unknown principal without a secret', 'nobody', ''],
  ])('refuses %s', (_name, principal, secret) => {
    const { begin, run, results } = setUp({ agent: 's3cret' })
    begin(principal, secret)
    run()
    expect(results).toEqual({ master: { kind: 'refused', principal }, agent: { kind: 'refused', principal } })
  })

  it('is an error, which may be tried again, where no secret is known at all', () => {
    const { begin, run, results } = setUp({}, false)
    begin('agent', 's3cret')
    run()
    expect(results).toMatchObject({ master: { kind: 'error' }, agent: { kind: 'error' } })
  })

  it('times out on both sides when nobody answers', () => {
    const { begin, queue, clock, results } = setUp({ agent: 's' })
    begin('agent', 's')
    queue.shift()!() // the session is open
    queue.length = 0
    clock.advance(15_000)
    expect(results).toEqual({ master: { kind: 'timeout' }, agent: { kind: 'timeout' } })
  })

  it('given up says nothing any more', () => {
    const { begin, run, clock, results } = setUp({ agent: 's' })
    begin('agent', 's')()
    run()
    clock.advance(5000)
    expect(results.agent).toBeUndefined()
  })

  it('ignores who is not part of it', () => {
    const { begin, queue, run, results, deliver } = setUp({ agent: 's' })
    begin('agent', 's')
    queue.shift()!()
    const stranger = 'x@10.9.9.9:1'
    deliver(stranger, `crammd5-authenticatee(1)@${AGENT}`, 'mesos.internal.AuthenticationCompletedMessage', {})
    deliver(stranger, `crammd5-authenticator-session(1)@${MASTER}`, 'mesos.internal.AuthenticationStepMessage', {
      data: '',
    })
    run()
    expect(results).toMatchObject({ master: { kind: 'authenticated' }, agent: { kind: 'authenticated' } })
  })

  it('a newer attempt of the same process displaces the older session', () => {
    const { begin, queue, run, results, authenticator } = setUp({ agent: 's' })
    begin('agent', 's')
    queue.shift()!()
    queue.length = 0
    begin('agent', 's')
    run()
    expect(results.master).toMatchObject({ kind: 'authenticated' })
    expect(authenticator.sessions).toBe(0)
  })

  it('knows no other processes', () => {
    const { authenticator, authenticatee } = setUp({})
    expect(authenticator.receive('master', pid, 'x', {})).toBe(false)
    expect(authenticatee.receive('slave(1)', pid, 'x', {})).toBe(false)
  })
})

describe('a session', () => {
  const check = { secretsOf: () => ['tanstaaftanstaaf'], hmac: hmacMd5, same: sameDigest }
  const text = (value: string) => ({ data: Buffer.from(value).toString('base64') })

  it('agrees with the example of RFC 2195', () => {
    const { state } = startServer('<1896.697170952@postoffice.reston.mci.net>')
    const challenged = serverReceives(
      state,
      'mesos.internal.AuthenticationStartMessage',
      { mechanism: 'CRAM-MD5' },
      check,
    )
    const answer = text('tim b913a602c7eda7a495b4e6e7334d3890')
    const { outcome } = serverReceives(challenged.state, 'mesos.internal.AuthenticationStepMessage', answer, check)
    expect(outcome).toEqual({ kind: 'authenticated', principal: 'tim' })
  })

  it.each([
    ['another mechanism', 'Start', { mechanism: 'PLAIN' }, 'error'],
    ['a step before the start', 'Step', text('tim x'), 'error'],
    ['a message that is not its business', 'Completed', {}, 'error'],
  ])('ends at %s', (_name, message, value, kind) => {
    const { state } = startServer('<1.2@h>')
    const step = serverReceives(state, `mesos.internal.Authentication${message}Message`, value, check)
    expect(step).toMatchObject({ state: { phase: 'done' }, outcome: { kind } })
    expect(step.send[0]!.name).toBe('mesos.internal.AuthenticationErrorMessage')
  })

  it.each(['', 'tim', ' x', 'tim ', 'tim b913'])('refuses the answer %j', answer => {
    const state = { phase: 'challenged', challenge: '<1.2@h>' } as const
    const { outcome } = serverReceives(state, 'mesos.internal.AuthenticationStepMessage', text(answer), check)
    expect(outcome?.kind).toBe('refused')
  })
})

describe.skipIf(!capturesPresent)(
  'the captured handshake (skipped where ../shared/captures is not beside the checkout)',
  () => {
    it('has the messages that ours has, in the same order', () => {
      const captured = capturedMessages()
        .filter(({ message }) => message.includes('.Authenticat'))
        .map(({ message }) => message.replace('mesos.internal.Authenticat', ''))
      const { begin, run, wire } = setUp({ agent: 's' })
      begin('agent', 's')
      run()
      expect(captured.slice(0, 6)).toEqual(wire.map(({ name }) => name))
    })
  },
)
