import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { exitCodeOf } from '../../src/command-line/exit-codes.ts'
import { reportError } from '../../src/command-line/report-error.ts'
import { toMantlError } from '../../src/command-line/usage-error.ts'
import { MantlError } from '../../src/errors.ts'

const output = { stdout: '', stderr: '' }
beforeEach(() => {
  for (const stream of ['stdout', 'stderr'] as const) {
    output[stream] = ''
    vi.spyOn(process[stream], 'write').mockImplementation(text => {
      output[stream] += text
      return true
    })
  }
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

const error = new MantlError('lock.held', 'pat holds the lock', {
  hint: 'wait',
  cause: new Error('EEXIST'),
  retryable: true,
})

describe('an error is printed once', () => {
  it('as two lines on stderr', () => {
    reportError(error, { json: false, verbose: false })
    expect(output).toEqual({ stdout: '', stderr: 'error: pat holds the lock\nhint:  wait\n' })
    expect(process.exitCode).toBe(4)
  })

  it('with its code and what lies behind it, when more is wanted', () => {
    reportError(error, { json: false, verbose: true })
    expect(output.stderr).toMatch(/^error: .*\nhint: {2}wait\ncode: {2}lock.held\ncause: Error: EEXIST\n {4}at /)
  })

  it('as one JSON value on stdout', () => {
    reportError(error, { json: true, verbose: true })
    expect(output.stderr).toBe('')
    expect(JSON.parse(output.stdout)).toEqual({
      error: { code: 'lock.held', message: 'pat holds the lock', hint: 'wait', retryable: true },
    })
  })

  it('without a hint where there is none', () => {
    reportError(new MantlError('x.y', 'no'), { json: true, verbose: false })
    expect(JSON.parse(output.stdout)).toEqual({ error: { code: 'x.y', message: 'no', retryable: false } })
  })
})

it.each([
  ['inventory.invalid', 64],
  ['usage.unknown_flag', 64],
  ['lock.held', 4],
  ['ssh.refused', 5],
  ['hosts.unreachable', 5],
  ['leader.unreachable', 5],
  ['http.unreachable', 5],
  ['hosts.failed', 3],
  ['apply.interrupted', 130],
  ['leader.none', 1],
  ['internal', 1],
])('%s ends with %i', (code, exit) => {
  expect(exitCodeOf(new MantlError(code, ''))).toBe(exit)
})

it('what nobody foresaw is a fault of ours, and says so', () => {
  const cause = new TypeError('x is undefined')
  expect(toMantlError(cause)).toMatchObject({
    code: 'internal',
    message: 'mantl itself failed: x is undefined',
    cause,
    hint: expect.stringContaining('report'),
  })
})
