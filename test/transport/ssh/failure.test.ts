import { describe, expect, it } from 'vitest'
import { retryDelay } from '../../../src/transport/retry.ts'
import { connectFailure, type RawError } from '../../../src/transport/ssh/failure.ts'

const login = { user: 'bob' } as Parameters<typeof connectFailure>[1]
const raw = (values: Partial<RawError>): RawError => Object.assign(new Error('why'), values)

describe('connectFailure', () => {
  it.each<[Partial<RawError>, string, boolean]>([
    [{ code: 'ECONNREFUSED', level: 'client-socket' }, 'ssh.refused', true],
    [{ code: 'ETIMEDOUT', level: 'client-socket' }, 'ssh.timed_out', true],
    [{ level: 'client-timeout' }, 'ssh.timed_out', true],
    [{ code: 'EHOSTUNREACH' }, 'ssh.unreachable', true],
    [{ code: 'ENOTFOUND' }, 'ssh.unresolved', false],
    [{ code: 'EAI_AGAIN' }, 'ssh.unresolved', true],
    [{ level: 'client-authentication' }, 'ssh.key_rejected', false],
    [{ level: 'handshake' }, 'ssh.handshake_failed', false],
    [{ code: 'ECONNRESET' }, 'ssh.connection_lost', true],
    [{}, 'ssh.connection_lost', true],
  ])('%j is %s', (values, code, retryable) => {
    const error = connectFailure('h1 (10.0.0.1:22)', login, undefined, raw(values))
    expect(error).toMatchObject({ code, retryable })
    expect(error.message).toContain('h1 (10.0.0.1:22)')
    expect(error.message).not.toMatch(/\.$/)
  })

  it('names what was tried', () => {
    const auth = { attempts: [], tried: ['/k1', 'the ssh agent'], unusable: [] }
    expect(connectFailure('h1', login, auth, raw({ level: 'client-authentication' })).message).toContain(
      '/k1, the ssh agent',
    )
  })

  it('says that the only key has a passphrase', () => {
    const auth = { attempts: [], tried: [], unusable: ['/k1'] }
    const error = connectFailure('h1', login, auth, raw({ level: 'client-authentication' }))
    expect(error).toMatchObject({ code: 'ssh.key_encrypted', hint: expect.stringContaining('ssh-add /k1') })
  })
})

it.each<[boolean, number, number, number | undefined]>([
  [true, 1, 3, 500],
  [true, 2, 3, 1000],
  [true, 3, 3, undefined],
  [false, 1, 3, undefined],
  [true, 9, 10, 5000],
])('retryable %s, attempt %i of %i waits %s', (retryable, attempt, attempts, delay) =>
  expect(retryDelay(retryable, attempt, attempts)).toBe(delay),
)
