import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createGarbageCollector } from '../../../../src/daemons/follower/perform/collect-garbage.ts'
import { removeRuns } from '../../../../src/daemons/follower/perform/remove-run.ts'
import { sandboxesAside, setSandboxAside } from '../../../../src/daemons/follower/perform/remove-sandbox.ts'
import { createLogger } from '../../../../src/runtime/logger.ts'
import { createMetrics } from '../../../../src/runtime/metrics.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-garbage-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const makeRun = (framework: string, executor: string, run: string): string => {
  const path = join(folder, 'frameworks', framework, 'executors', executor, 'runs', run)
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'stdout'), 'x')
  rmSync(join(path, '../latest'), { force: true })
  symlinkSync(path, join(path, '../latest'))
  writeFileSync(join(path, '../../executor.info'), 'x')
  writeFileSync(join(folder, 'frameworks', framework, 'framework.info'), 'x')
  return path
}
const there = (...path: string[]) => existsSync(join(folder, 'frameworks', ...path))

it('with its last run an executor goes, and with its last executor a framework', async () => {
  const [one, two] = [makeRun('F', 'e', 'c1'), makeRun('F', 'e', 'c2')]
  const other = makeRun('F', 'other', 'c3')
  await removeRuns([one])
  expect([there('F/executors/e/runs/c1'), there('F/executors/e/runs/c2/stdout')]).toEqual([false, true])
  await removeRuns([two])
  expect([there('F/executors/e'), there('F/executors/other/executor.info')]).toEqual([false, true])
  await removeRuns([other])
  expect(there('F')).toBe(false)
})

it('links in a sandbox lead nowhere, and a folder that is gone is no trouble', async () => {
  writeFileSync(join(folder, 'outside'), 'untouched')
  const run = makeRun('F', 'e', 'c')
  symlinkSync(folder, join(run, 'link'))
  await removeRuns([run, join(folder, 'absent')])
  expect(readFileSync(join(folder, 'outside'), 'utf8')).toBe('untouched')
})

it('a nested sandbox goes, and no link on the way there leads anywhere', async () => {
  const run = makeRun('F', 'e', 'c')
  const [one, two] = [join(run, 'containers/one'), join(run, 'containers/two')]
  for (const nested of [one, two]) mkdirSync(nested, { recursive: true })
  mkdirSync(join(folder, 'outside/two'), { recursive: true })
  expect(await removeRuns([one])).toEqual([])
  expect([existsSync(one), existsSync(two), existsSync(run)]).toEqual([false, true, true])
  rmSync(join(run, 'containers'), { recursive: true })
  symlinkSync(join(folder, 'outside'), join(run, 'containers'))
  await removeRuns([two])
  expect(existsSync(join(folder, 'outside/two'))).toBe(true)
})

it("a sandbox in an operator's container goes, and no link on the way there leads anywhere", async () => {
  const nested = join(folder, 'containers/alone/containers/one')
  mkdirSync(nested, { recursive: true })
  mkdirSync(join(folder, 'outside/one'), { recursive: true })
  await removeRuns([nested])
  expect([existsSync(nested), existsSync(join(folder, 'containers/alone'))]).toEqual([false, true])
  rmSync(join(folder, 'containers/alone/containers'), { recursive: true })
  symlinkSync(join(folder, 'outside'), join(folder, 'containers/alone/containers'))
  await removeRuns([nested])
  expect(existsSync(join(folder, 'outside/one'))).toBe(true)
})

it('a sandbox is set aside before it goes, for another of its name; links lead nowhere', async () => {
  const place = join(folder, 'containers/alone')
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'file'), 'x')
  const aside = await setSandboxAside(folder, place)
  expect([existsSync(place), readFileSync(join(aside!, 'file'), 'utf8')]).toEqual([false, 'x'])
  expect(sandboxesAside(folder)).toEqual([aside])
  expect(await setSandboxAside(folder, place)).toBeUndefined()
  mkdirSync(join(folder, 'outside/containers/one'), { recursive: true })
  symlinkSync(join(folder, 'outside'), place)
  expect(await setSandboxAside(folder, join(place, 'containers/one'))).toBeUndefined()
  expect(await setSandboxAside(folder, folder)).toBeUndefined()
  expect(await setSandboxAside(join(folder, 'containers'), join(folder, 'outside'))).toBeUndefined()
  expect(existsSync(join(folder, 'outside/containers/one'))).toBe(true)
})

it('collects what is old enough, however much it is', async () => {
  let now = 0
  let wake = () => {}
  const after = (_: number, fn: () => void) => {
    wake = fn
    return () => {}
  }
  const clock = { now: () => now, after }
  const metrics = createMetrics(clock)
  const log = createLogger('test', 'ERROR', { write: () => {} })
  const garbage = createGarbageCollector({ workDir: folder, delay: 1, headroom: -10, interval: 1, clock, log, metrics })
  const runs = Array.from({ length: 120 }, (_, i) => makeRun('F', `e${i}`, 'c'))
  garbage.schedule(runs, 1_000)
  const young = makeRun('G', 'e', 'c')
  now = 2_000
  garbage.schedule([young], 1_000_000)
  wake()
  await expect.poll(() => there('F')).toBe(false)
  expect(existsSync(young)).toBe(true)
  await expect.poll(() => metrics.snapshot()['gc/path_removals_pending']).toBe(1)
  garbage.close()
})
