import { existsSync, mkdirSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Change } from '../../../src/provisioning/model/change.ts'
import { content } from '../../../src/provisioning/model/content.ts'
import type { HostSteps, Plan, Wave } from '../../../src/provisioning/model/plan.ts'
import { applyPlan } from '../../../src/provisioning/phases/apply.ts'
import { type LocalHost, localHost } from '../../support/local-host.ts'

let host: LocalHost
beforeEach(async () => {
  host = await localHost()
})
afterEach(() => host.close())

/** Three hosts that are one machine: each works in a folder of its own, and one without that folder fails. */
const hosts = ['a', 'b', 'c']
const prepare = (...able: string[]) => {
  for (const name of able) mkdirSync(`${host.folder}/${name}`)
}
const file = (name: string, wave: string): Change => ({
  kind: 'write-file',
  path: `${host.folder}/${name}/${wave}`,
  content: content('x'),
  mode: 0o644,
  replaces: false,
  why: 'w',
})
/** Runs, so that its restart counts as an interruption; the supervisor's script ends it before it starts anything. */
const stop = (name: string): Change => ({
  kind: 'stop-unit',
  unit: 'u',
  manager: 'supervisor',
  runtime: `${host.folder}/${name}/none`,
  why: 'w',
})
const steps = (name: string, changes: Change[], more: Partial<HostSteps> = {}): HostSteps => ({
  host: name,
  steps: changes.length === 0 ? [] : [{ operation: 'o', changes }],
  ...more,
})
const wave = (role: string, more: Partial<Wave> = {}): Wave => ({
  role,
  hosts: hosts.map(name => steps(name, [file(name, role)])),
  ...more,
})
const run = (waves: Wave[], signal?: AbortSignal, onEnded?: (name: string) => void) => {
  const plan: Plan = { waves, warnings: [], errors: [] }
  const contexts = new Map(hosts.map(name => [name, host.context]))
  return applyPlan(plan, contexts, {
    forks: 5,
    ...(signal ? { signal } : {}),
    listener: { ended: name => onEnded?.(name) },
  })
}
const results = (outcomes: Awaited<ReturnType<typeof run>>) =>
  [...outcomes.values()].map(({ host: name, result, applied, planned }) => [name, result, applied, planned])

it('all hosts go through all waves', async () => {
  prepare('a', 'b', 'c')
  expect(results(await run([wave('one'), wave('two')]))).toEqual(hosts.map(name => [name, 'done', 2, 2]))
})

it('a host that fails takes no further part, the others finish; outcomes come in the hosts’ order', async () => {
  prepare('a', 'c')
  const outcomes = await run([wave('one'), wave('two')])
  expect(results(outcomes)).toEqual([
    ['a', 'done', 2, 2],
    ['b', 'failed', 0, 2],
    ['c', 'done', 2, 2],
  ])
  expect(outcomes.get('b')).toMatchObject({
    error: { code: 'upload.failed' },
    change: { path: `${host.folder}/b/one` },
  })
})

it('in a wave beside another a host waits for none but itself', async () => {
  prepare('a', 'b', 'c')
  const ended: string[] = []
  const until: Change = {
    kind: 'await',
    what: 'the others are through',
    command: { script: `[ -e "$1/a/two" ] && [ -e "$1/b/two" ]`, args: [host.folder] },
    timeoutMs: 30_000,
    why: 'w',
  }
  const one = wave('one', {
    hosts: hosts.map(name => steps(name, [file(name, 'one'), ...(name === 'c' ? [until] : [])])),
  })
  const outcomes = await run([one, wave('two', { beside: true }), wave('three')], undefined, name => ended.push(name))
  expect(results(outcomes)).toEqual(hosts.map(name => [name, 'done', name === 'c' ? 4 : 3, name === 'c' ? 4 : 3]))
  expect(ended.slice(-3).toSorted()).toEqual(hosts)
})

it('a host that failed takes no part in the waves beside it', async () => {
  prepare('a', 'c')
  expect(results(await run([wave('one'), wave('two', { beside: true })]))).toEqual([
    ['a', 'done', 2, 2],
    ['b', 'failed', 0, 2],
    ['c', 'done', 2, 2],
  ])
})

it('in a serial wave the hosts after one that failed are held back', async () => {
  prepare('a', 'c')
  const rolling = wave('zk', { serial: 1, hosts: hosts.map(name => steps(name, [stop(name), file(name, 'zk')])) })
  const outcomes = await run([rolling])
  expect(results(outcomes)).toEqual([
    ['a', 'done', 2, 2],
    ['b', 'failed', 1, 2],
    ['c', 'held', 0, 2],
  ])
  expect(outcomes.get('c')).toMatchObject({ why: 'zk of b may be down, and no second one is interrupted meanwhile' })
  expect(existsSync(`${host.folder}/c/zk`)).toBe(false)
})

it('a player that failed in an earlier wave counts too, one that interrupts nothing goes on', async () => {
  prepare('b', 'c')
  const rolling: Wave = {
    role: 'zk',
    serial: 1,
    hosts: [steps('a', [stop('a')]), steps('b', [file('b', 'zk')]), steps('c', [stop('c')])],
  }
  expect(results(await run([wave('one'), rolling]))).toEqual([
    ['a', 'failed', 0, 2],
    ['b', 'done', 2, 2],
    ['c', 'held', 1, 2],
  ])
})

it('what waits for a role is held when somebody of that role failed', async () => {
  prepare('a', 'b')
  const leaders: Wave = { role: 'leader', hosts: [steps('c', [file('c', 'leader')])] }
  const followers: Wave = {
    role: 'follower',
    hosts: [steps('a', [file('a', 'f')], { after: ['leader'] }), steps('b', [file('b', 'f')])],
  }
  const outcomes = await run([leaders, followers])
  expect([...outcomes.values()].map(({ host: name, result }) => [name, result])).toEqual([
    ['c', 'failed'],
    ['a', 'held'],
    ['b', 'done'],
  ])
})

it('what the plan holds back is not carried out', async () => {
  prepare('a')
  const outcomes = await run([{ role: 'r', hosts: [steps('a', [file('a', 'r')], { held: 'because' })] }])
  expect(outcomes.get('a')).toMatchObject({ result: 'held', why: 'because', applied: 0 })
})

it('an interruption ends waiting at once', async () => {
  const controller = new AbortController()
  const ready: Change = {
    kind: 'await',
    what: 'x',
    command: { script: 'exit 1' },
    timeoutMs: 60_000,
    why: 'w',
  }
  setTimeout(() => controller.abort(), 300)
  expect(results(await run([{ role: 'r', hosts: [steps('a', [ready])] }], controller.signal))).toEqual([
    ['a', 'interrupted', 0, 1],
  ])
})

it('an interruption lets what is under way finish and begins nothing else', async () => {
  prepare('a', 'b', 'c')
  const controller = new AbortController()
  const rolling = wave('zk', { serial: 1, hosts: hosts.map(name => steps(name, [stop(name), file(name, 'zk')])) })
  const outcomes = await run([rolling], controller.signal, () => controller.abort())
  expect(results(outcomes)).toEqual([
    ['a', 'interrupted', 1, 2],
    ['b', 'interrupted', 0, 2],
    ['c', 'interrupted', 0, 2],
  ])
})
