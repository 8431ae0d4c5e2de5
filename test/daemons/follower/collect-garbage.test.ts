import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createGarbageCollector } from '../../../src/daemons/follower/perform/collect-garbage.ts'
import { createMetrics } from '../../../src/runtime/metrics.ts'
import { virtualClock } from '../../support/clock.ts'
import { recordingLog } from '../../support/log.ts'

const workDir = mkdtempSync(join(tmpdir(), 'mantl-garbage-'))
afterAll(() => rmSync(workDir, { recursive: true, force: true }))

it('sandboxes go when they are old enough, and no sooner', async () => {
  const clock = virtualClock(1_000_000)
  const metrics = createMetrics(clock)
  const interval = 60_000
  const delay = 3_600_000
  // With this headroom no disk is too full: the whole delay holds.
  const garbage = createGarbageCollector({
    workDir,
    delay,
    headroom: -10,
    interval,
    clock,
    log: recordingLog(),
    metrics,
  })
  const folder = (name: string) => {
    const path = join(workDir, 'frameworks/F/executors', name, 'runs/1')
    mkdirSync(join(path, 'inner'), { recursive: true })
    symlinkSync(path, join(path, '../latest'))
    return path
  }
  const [old, young] = [folder('old'), folder('young')]
  garbage.schedule([old], 120_000, clock.now() - 3_000_000)
  garbage.schedule([young], delay * 20)
  const settled = () => new Promise(resolve => setTimeout(resolve, 20))
  expect(metrics.snapshot()['gc/path_removals_pending']).toBe(2)
  clock.advance(interval)
  await settled()
  expect(existsSync(young)).toBe(true)
  for (let minute = 0; minute < 30; minute++) {
    clock.advance(interval)
    await settled()
  }
  await expect
    .poll(() => metrics.snapshot())
    .toMatchObject({ 'gc/path_removals_succeeded': 1, 'gc/path_removals_pending': 1 })
  await expect.poll(() => existsSync(join(old, '../..'))).toBe(false)
  expect(existsSync(young)).toBe(true)
  garbage.close()
})
