import { describe, expect, it } from 'vitest'
import { exitCodeOf } from '../../../src/command-line/exit-codes.ts'
import { errorData } from '../../../src/command-line/report-error.ts'
import { MantlError } from '../../../src/errors.ts'
import type { HostOutcome } from '../../../src/provisioning/phases/outcome.ts'
import { judge, type RunError, refuseErrors, refuseLocked, reportsOf } from '../../../src/provisioning/run/judge.ts'

const hosts = ['a', 'b', 'c']
const change = { kind: 'set-attributes', path: '/x', mode: 0o644, why: 'w' } as const
const fails = (host: string, code: string): HostOutcome => ({
  host,
  applied: 1,
  planned: 3,
  result: 'failed',
  change,
  error: new MantlError(code, `${code} happened`, { hint: `about ${code}` }),
})
const done = (host: string): HostOutcome => ({ host, applied: 2, planned: 2, result: 'done' })
const held = (host: string): HostOutcome => ({ host, applied: 0, planned: 2, result: 'held', why: 'of b' })
const stopped = (host: string): HostOutcome => ({ host, applied: 0, planned: 2, result: 'interrupted' })
const unseen = (code: string) => new MantlError(code, `${code} happened`, { hint: `about ${code}` })

const verdict = (failures: [string, MantlError][], outcomes: HostOutcome[]): RunError | undefined => {
  try {
    judge(reportsOf(hosts, new Map(failures), new Map(outcomes.map(outcome => [outcome.host, outcome]))))
    return undefined
  } catch (error) {
    return error as RunError
  }
}

describe('the exit code of a run', () => {
  it.each<[string, [string, MantlError][], HostOutcome[], number]>([
    ['one failed', [], [fails('a', 'apply.failed'), done('b')], 3],
    ['one was not reached', [['b', unseen('ssh.timed_out')]], [done('a')], 5],
    ['one was not reached, another failed', [['b', unseen('ssh.refused')]], [fails('a', 'apply.failed')], 5],
    ['a connection was lost in the middle', [], [fails('a', 'ssh.connection_lost')], 5],
    ['one is locked', [['b', unseen('lock.held')]], [], 4],
    ['sudo refuses', [['b', unseen('sudo.refused')]], [done('a')], 3],
    ['one was held back', [], [done('a'), held('c')], 3],
    ['somebody pressed Ctrl-C', [], [stopped('a')], 130],
  ])('%s', (_, failures, outcomes, code) => {
    expect(exitCodeOf(verdict(failures, outcomes)!)).toBe(code)
  })

  it('all is well', () => {
    expect(verdict([], hosts.map(done))).toBeUndefined()
  })
})

it('every host that is not done is named, in the hosts’ order, with what to do', () => {
  const error = verdict([['b', unseen('ssh.refused')]], [held('c'), fails('a', 'apply.failed')])!
  expect([error.message, error.hint]).toEqual([
    'a: apply.failed happened\n  hint: about apply.failed\nb: ssh.refused happened\n  hint: about ssh.refused\nc: held back: of b',
    'when that is mended, run the same again: what is done stays as it is',
  ])
  const alone = verdict([], [fails('a', 'apply.failed')])!
  expect([alone.message, alone.hint]).toEqual(['a: apply.failed happened', 'about apply.failed'])
})

it('hosts to which the same happened are named together', () => {
  const many = Array.from({ length: 40 }, (_, index) => `n${index + 1}`)
  const away = (host: string) =>
    new MantlError('ssh.refused', `${host} (10.0.0.1:22) refuses the connection`, { hint: 'is sshd running?' })
  const failures = new Map(many.slice(0, 38).map(host => [host, away(host)]))
  expect(() => judge(reportsOf(many, failures, new Map()))).toThrow(
    'n[1:38] (38 hosts): for example n1 (10.0.0.1:22) refuses the connection',
  )
})

it('as JSON it says which host, which change, which error', () => {
  const error = verdict([], [fails('a', 'apply.failed'), done('b')])!
  expect(errorData(error)).toMatchObject({
    error: { code: 'hosts.failed' },
    hosts: [
      {
        host: 'a',
        result: 'failed',
        applied: 1,
        planned: 3,
        change: 'set mode and owner of /x',
        error: { code: 'apply.failed' },
      },
      { host: 'b', result: 'done', applied: 2, planned: 2 },
      { host: 'c', result: 'done' },
    ],
  })
})

it('nothing is begun while another run holds a lock, or when the plan has an error', () => {
  const reports = reportsOf(hosts, new Map([['b', unseen('lock.held')]]), new Map())
  expect(() => refuseLocked(reports)).toThrow(expect.objectContaining({ code: 'lock.held' }))
  expect(() => refuseLocked(reportsOf(hosts, new Map([['b', unseen('ssh.refused')]]), new Map()))).not.toThrow()
  const plan = { waves: [], warnings: [], errors: [{ host: 'a', message: 'the disk is full' }] }
  expect(() => refuseErrors(plan)).toThrow(
    expect.objectContaining({ code: 'plan.refused', message: 'a: the disk is full' }),
  )
})

it('an error of many hosts is said once, and what else is amiss beside it', () => {
  const names = Array.from({ length: 100 }, (_, index) => `node-${index + 1}`)
  const errors = [...names.map(host => ({ host, message: 'no glibc' })), { host: 'node-7', message: 'no room' }]
  const looked = reportsOf([...names, 'b'], new Map([['b', unseen('ssh.refused')]]), new Map())
  expect(() => refuseErrors({ waves: [], warnings: [], errors }, looked)).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/^node-\[1:100\] \(100 hosts\): no glibc\nnode-7: no room\nb: .*$/),
      hint: 'nothing was changed on any host',
    }),
  )
})

it.each([
  [5, /^n1 has the key 0\n(.*\n){3}n5 has the key 4$/],
  [20, /^n\[1:20\] \(20 hosts\): for example n1 has the key 0$/],
])('of %i hosts with unknown keys each key is said that can still be read', (count, message) => {
  const names = Array.from({ length: count }, (_, index) => `n${index + 1}`)
  const unknown = names.map(
    (name, index) => [name, new MantlError('ssh.host_key_unknown', `${name} has the key ${index}`)] as const,
  )
  expect(() => judge(reportsOf(names, new Map(unknown), new Map()))).toThrow(
    expect.objectContaining({ message: expect.stringMatching(message) }),
  )
})
